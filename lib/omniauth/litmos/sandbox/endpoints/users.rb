# frozen_string_literal: true

require_relative "../../custom_fields"
require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/users`
        class Users < Endpoint
          # Fields of a user in a list.
          LISTED = %w[Id UserName FirstName LastName Active Email AccessLevel Brand].freeze
          # Fields that a search looks at.
          SEARCHED = %w[UserName FirstName LastName Email].freeze
          # Fields that `POST` and `PUT` need.
          NEEDED_TO_CREATE = %w[UserName FirstName LastName].freeze
          NEEDED_TO_UPDATE = %w[Id UserName FirstName LastName Email Active].freeze
          TEXT = ->(value) { value.is_a?(String) }
          WORDS = ->(value) { value.is_a?(String) && !value.strip.empty? }
          # What Litmos cannot read otherwise.
          KINDS = { "UserName" => WORDS, "FirstName" => WORDS, "LastName" => WORDS, "Email" => TEXT,
                    "Active" => ->(value) { [true, false].include?(value) } }.freeze
          private_constant :SEARCHED, :NEEDED_TO_CREATE, :NEEDED_TO_UPDATE, :TEXT, :WORDS, :KINDS

          # Fields that come in the order of the documentation. The custom ones do not in the recordings.
          ORDER = Directory::FIELDS.take_while { |name| name != "CustomField1" }.freeze
          OUT_OF_ORDER = "The fields are not in the order of the documentation"
          private_constant :ORDER, :OUT_OF_ORDER

          # @see Endpoint
          def routes
            { "users" => { "GET" => method(:index), "POST" => method(:create) },
              "users/details" => { "GET" => method(:details) },
              "users/paginated" => { "GET" => method(:paginated) },
              "users/:id" => { "GET" => method(:show), "PUT" => method(:update), "DELETE" => method(:destroy) },
              "users/:id/teams" => { "GET" => method(:teams), "DELETE" => method(:leave_teams) },
              "users/:id/usercustomfields" => { "GET" => method(:custom_fields), "POST" => method(:change_fields) } }
          end

          private

          def index(request)
            page(request, listed(request))
          end

          def listed(request)
            search(request, @directory.users.values, *SEARCHED).map { |user| user.slice(*LISTED) }
          end

          # The list in an envelope.
          def paginated(request)
            all = listed(request)
            items = paged(request, sorted(request, all))
            start = request.query["start"].to_i
            @reply.document(200, { "Pagination" => { "BatchParam" => "start", "BatchSize" => items.length,
                                                     "Start" => start, "TotalCount" => all.length },
                                   "Items" => items })
          end

          # A list with all fields; it is not the user of the id `details`.
          def details(request)
            page(request, @directory.users.values) { |user| in_full(request, user) }
          end

          # The id may be a user name.
          def show(request)
            user = @directory.user(id(request)) or return @reply.empty(404)

            found(in_full(request, user))
          end

          def create(request)
            fault = fault_of(request.document, NEEDED_TO_CREATE)
            return @reply.refusal(400, fault) if fault

            user = @directory.add_user(request.document.except("Id", "CreatedDate", "OriginalId", "LoginKey"))
            user ? @reply.document(201, in_full(request, user)) : @reply.refusal(409, "UserName already exists")
          end

          def update(request)
            with_id(request, @directory.users) do |id|
              fault = fault_of(request.document, NEEDED_TO_UPDATE, id)
              next @reply.refusal(400, fault) if fault

              user = @directory.change_user(id, request.document)
              user ? @reply.changed(200, user) : @reply.refusal(409, "UserName already exists")
            end
          end

          def destroy(request)
            return @reply.empty(404) unless @directory.delete_user(id(request))

            @catalogue.forget(id(request))
            @reply.changed(200)
          end

          def teams(request)
            with_id(request, @directory.users) { |id| page(request, @directory.groups.of_user(id)) }
          end

          def leave_teams(request)
            with_id(request, @directory.users) do |id|
              @directory.groups.forget(id)
              @reply.changed(200)
            end
          end

          def custom_fields(request)
            with_id(request, @directory.users) { |id| @reply.document(200, @directory.custom_fields(id)) }
          end

          def change_fields(request)
            with_id(request, @directory.users) do |id|
              fields = request.value
              next @reply.empty(400) unless fields.is_a?(Hash) || (fields.is_a?(Array) && fields.all?(Hash))

              @directory.set_custom_fields(id, CustomFields.normalized(fields))
              @reply.changed(201)
            end
          end

          def out_of_order?(user)
            known = user.keys & ORDER
            @settings.field_order && known != ORDER & known
          end

          def fault_of(user, needed, id = nil)
            fault = fault_of_fields(user, needed)
            return fault if fault
            return "Id is not that of the address" unless id.nil? || user["Id"].to_s == id

            OUT_OF_ORDER if out_of_order?(user)
          end

          # An e-mail address may be empty.
          def fault_of_fields(user, needed)
            missing = needed.find { |name| [nil, *("" unless name == "Email")].include?(user[name]) }
            return "#{missing} is required" if missing

            odd, = KINDS.find { |name, kind| !user[name].nil? && !kind.call(user[name]) }
            "#{odd} cannot be read" if odd
          end
        end
      end
    end
  end
end
