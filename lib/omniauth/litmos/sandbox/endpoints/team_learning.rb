# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/teams/{id}/courses` and `/teams/{id}/learningpaths`
        class TeamLearning < Endpoint
          # @see Endpoint
          def routes
            list = { "GET" => method(:index), "POST" => method(:assign), "DELETE" => method(:unassign) }
            { "teams/:id/courses" => list, "teams/:id/learningpaths" => list }
          end

          private

          def index(request)
            with_id(request, @directory.teams) do |id|
              items = @catalogue.curricula.of_team(id, kind(request))
              page(request, items.map { |item| item.except("Modules", "Courses") })
            end
          end

          # Unknown ids are ignored. The members get what the team gets.
          def assign(request)
            change(request) do |id, ids|
              members = @directory.members(id).map { |user| user["Id"] }
              @catalogue.curricula.assign_to_team(id, kind(request), ids, members)
              @reply.changed(201)
            end
          end

          # By a list in the body, as for `POST`.
          def unassign(request)
            change(request) do |id, ids|
              @catalogue.curricula.unassign_from_team(id, kind(request), ids)
              @reply.changed(200)
            end
          end

          def change(request)
            with_ids(request) { |ids| with_id(request, @directory.teams) { |id| yield id, ids } }
          end

          def kind(request) = segments(request).last
        end
      end
    end
  end
end
