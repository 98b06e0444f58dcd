# frozen_string_literal: true

require "rack/utils"

module OmniAuth
  module Litmos
    class Sandbox
      # What an API key opens.
      class Api
        include OmniAuth::Litmus::Unserializable

        # Fields of a user in a list.
        LISTED = %w[Id UserName FirstName LastName Active Email].freeze
        # What a `POST` and a `PUT` of a user need.
        CREATED = %w[UserName FirstName LastName].freeze
        CHANGED = %w[Id UserName FirstName LastName Email Active].freeze
        # Where a search looks.
        SEARCHED = %w[UserName FirstName LastName Email].freeze
        DEFAULT_LIMIT = 100
        LARGEST_LIMIT = 1000

        # @param settings [Settings]
        # @param directory [Directory]
        def initialize(settings:, directory:)
          @settings = settings
          @directory = directory
          @reply = Reply.new(settings)
        end

        # `GET /users`
        def users(request)
          words = request.query["search"].to_s.downcase
          found = @directory.users.values.select do |user|
            user.values_at(*SEARCHED).join("\n").downcase.include?(words)
          end
          page(request, found.map { |user| user.slice(*LISTED) })
        end

        # `GET /users/details`: a list, of users in full
        def details(request)
          page(request, @directory.users.values)
        end

        # `POST /users`
        def create_user(request)
          missing = CREATED.find { |name| !request.fields.key?(name) }
          return @reply.refusal(400, "#{missing} is required") if missing

          user = @directory.add_user(request.document)
          user ? @reply.document(201, user) : @reply.refusal(409, "UserName already exists")
        end

        # `GET /users/{id}` and `GET /users/{user-name}`
        def user(request)
          user = @directory.user(id(request))
          user ? @reply.document(200, user) : @reply.empty(404)
        end

        # `PUT /users/{id}`
        def change_user(request)
          id = id(request)
          return @reply.empty(404) unless @directory.users.key?(id)

          fault = fault_of(id, request.document)
          return @reply.refusal(400, fault) if fault

          user = @directory.change_user(id, request.document)
          user ? @reply.changed(200, user) : @reply.refusal(409, "UserName already exists")
        end

        # `GET /teams`
        def teams(request)
          words = request.query["search"].to_s.downcase
          page(request, @directory.teams.values.select { |team| team["Name"].downcase.include?(words) })
        end

        # `GET /teams/{id}`
        def team(request)
          team = @directory.teams[id(request)]
          team ? @reply.document(200, team) : @reply.empty(404)
        end

        # `GET /teams/{id}/users`
        def members(request)
          in_team(request) { |id| page(request, @directory.members(id).map { |user| user.slice(*LISTED) }) }
        end

        # `POST /teams/{id}/users`
        def add_members(request)
          list = request.value
          return @reply.empty(400) unless list.is_a?(Array) && list.all?(Hash)

          in_team(request) do |id|
            @directory.add_members(id, list.map { |user| user["Id"] })
            @reply.changed(201)
          end
        end

        # `DELETE /teams/{id}/users/{user-id}`
        def remove_member(request)
          in_team(request) do |id|
            @directory.remove_member(id, parts(request).last)
            @reply.changed(200)
          end
        end

        # `POST /bulkimports`
        def import(request)
          list = request.value
          named = list.is_a?(Array) && list.all? { |user| user.is_a?(Hash) && user["Username"].is_a?(String) }
          return @reply.refusal(400, "Username is required") unless named

          @reply.document(200, @directory.import(list))
        end

        # `GET /bulkimports/{id}`
        def import_status(request)
          import = @directory.look_at(id(request))
          import ? @reply.document(200, import) : @reply.empty(404)
        end

        private

        # Of a user that is sent to be changed: all of it is wanted.
        def fault_of(id, user)
          missing = CHANGED.find { |name| user[name].nil? }
          return "#{missing} is required" if missing

          "Id is not that of the address" unless user["Id"].to_s == id
        end

        def in_team(request)
          id = parts(request)[3]
          @directory.teams.key?(id) ? yield(id) : @reply.empty(404)
        end

        def id(request)
          parts(request).last
        end

        def parts(request)
          request.path_info.split("/").map { |part| Rack::Utils.unescape_path(part) }
        end

        # With more than was asked for, where the switch says so.
        def page(request, list)
          start = request.query["start"].to_i
          limit = (request.query["limit"] || DEFAULT_LIMIT).to_i.clamp(1, LARGEST_LIMIT)
          @reply.document(200, list[start, limit + @settings.page_overrun] || [])
        end
      end
    end
  end
end
