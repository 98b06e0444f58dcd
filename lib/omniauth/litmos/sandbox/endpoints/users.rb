# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/users`
        class Users < Endpoint
          # Fields of a user in a list.
          LISTED = %w[Id UserName FirstName LastName Active Email].freeze
          # Fields that a search looks at.
          SEARCHED = %w[UserName FirstName LastName Email].freeze
          # Fields that `POST` and `PUT` need.
          NEEDED_TO_CREATE = %w[UserName FirstName LastName].freeze
          NEEDED_TO_UPDATE = %w[Id UserName FirstName LastName Email Active].freeze
          private_constant :SEARCHED, :NEEDED_TO_CREATE, :NEEDED_TO_UPDATE

          # @see Endpoint
          def routes
            { "users" => { "GET" => method(:index), "POST" => method(:create) },
              "users/details" => { "GET" => method(:details) },
              "users/:id" => { "GET" => method(:show), "PUT" => method(:update) } }
          end

          private

          def index(request)
            users = search(request, @directory.users.values, *SEARCHED)
            page(request, users.map { |user| user.slice(*LISTED) })
          end

          # A list with all fields; it is not the user of the id `details`.
          def details(request)
            page(request, @directory.users.values)
          end

          # The id may be a user name.
          def show(request)
            found(@directory.user(id(request)))
          end

          def create(request)
            missing = NEEDED_TO_CREATE.find { |name| !request.fields.key?(name) }
            return @reply.refusal(400, "#{missing} is required") if missing

            user = @directory.add_user(request.document)
            user ? @reply.document(201, user) : @reply.refusal(409, "UserName already exists")
          end

          def update(request)
            id = id(request)
            return @reply.empty(404) unless @directory.users.key?(id)

            fault = fault_of(id, request.document)
            return @reply.refusal(400, fault) if fault

            user = @directory.change_user(id, request.document)
            user ? @reply.changed(200, user) : @reply.refusal(409, "UserName already exists")
          end

          def fault_of(id, user)
            missing = NEEDED_TO_UPDATE.find { |name| user[name].nil? }
            return "#{missing} is required" if missing

            "Id is not that of the address" unless user["Id"].to_s == id
          end
        end
      end
    end
  end
end
