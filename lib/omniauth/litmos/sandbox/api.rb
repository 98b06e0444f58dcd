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
          found = @directory.users.values.select { |user| user["UserName"].to_s.downcase.include?(words) }
          page(request, found.map { |user| user.slice(*LISTED) })
        end

        # `POST /users`
        def create_user(request)
          return @reply.empty(400) unless %w[UserName FirstName LastName].all? { |name| request.fields.key?(name) }

          user = @directory.add_user(request.document)
          user ? @reply.document(201, user) : @reply.empty(409)
        end

        # `GET /users/{id}` and `GET /users/details/{id}`
        def user(request)
          user = @directory.users[id(request)]
          user ? @reply.document(200, user) : @reply.empty(404)
        end

        # `PUT /users/{id}`
        def change_user(request)
          user = @directory.change_user(id(request), request.document)
          user ? @reply.changed(200, user) : @reply.empty(404)
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
          return @reply.empty(400) unless list.is_a?(Array) && list.all? { |user| user.is_a?(Hash) && user["UserName"] }

          @reply.document(200, @directory.import(list))
        end

        # `GET /bulkimports/{id}`
        def import_status(request)
          import = @directory.look_at(id(request))
          import ? @reply.document(200, import) : @reply.empty(404)
        end

        private

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
