# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/users/{id}/learningpaths`
        class UserLearningPaths < Endpoint
          # @see Endpoint
          def routes
            { "users/:id/learningpaths" => { "GET" => method(:index), "POST" => method(:assign) },
              "users/:id/learningpaths/:path_id" => { "DELETE" => method(:unassign) } }
          end

          private

          def index(request)
            with_id(request, @directory.users) { |id| page(request, @catalogue.curricula.of_user(id)) }
          end

          # Unknown ids, and those of learning paths that the user has, are ignored.
          def assign(request)
            with_ids(request) do |ids|
              with_id(request, @directory.users) do |id|
                @catalogue.curricula.assign_paths(id, ids)
                @reply.changed(201)
              end
            end
          end

          def unassign(request)
            done = @catalogue.curricula.unassign_path(id(request), segments(request).last)
            done ? @reply.changed(200) : @reply.empty(404)
          end
        end
      end
    end
  end
end
