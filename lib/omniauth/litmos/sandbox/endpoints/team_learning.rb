# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/teams/{id}/courses` and `/teams/{id}/learningpaths`. A course with `"CourseTeamLibrary": true` is in the
        # library of the team, and its members do not get it.
        class TeamLearning < Endpoint
          # What the lists have, and what `CourseTeamLibrary` is there.
          LISTS = { "courses" => { "courses" => false, "library" => true },
                    "learningpaths" => { "learningpaths" => nil } }.freeze
          private_constant :LISTS

          # @see Endpoint
          def routes
            list = { "GET" => method(:index), "POST" => method(:assign), "DELETE" => method(:unassign) }
            { "teams/:id/courses" => list, "teams/:id/learningpaths" => list }
          end

          private

          def index(request)
            with_id(request, @directory.teams) do |id|
              page(request, LISTS.fetch(kind(request)).flat_map { |list, library| items(id, list, library) })
            end
          end

          def items(team_id, list, library)
            mark = { "CourseTeamLibrary" => library }.compact
            @catalogue.curricula.of_team(team_id, list).map { |item| { **item.except("Modules", "Courses"), **mark } }
          end

          # Unknown ids are ignored. The members get what the team gets.
          def assign(request)
            change(request) do |id, list, ids|
              members = @directory.members(id).map { |user| user["Id"] }
              @catalogue.curricula.assign_to_team(id, list, ids, members)
              @reply.changed(201)
            end
          end

          # By a list in the body, as for `POST`.
          def unassign(request)
            change(request) do |id, list, ids|
              @catalogue.curricula.unassign_from_team(id, list, ids)
              @reply.changed(200)
            end
          end

          def change(request)
            with_ids(request) do
              with_id(request, @directory.teams) do |id|
                lists(request).map { |list, ids| yield id, list, ids }.last || @reply.changed(200)
              end
            end
          end

          def lists(request)
            lists = request.value.group_by do |record|
              record["CourseTeamLibrary"].to_s.casecmp?("true") ? "library" : kind(request)
            end
            lists.transform_values { |records| records.map { |record| record["Id"] } }
          end

          def kind(request) = segments(request).last
        end
      end
    end
  end
end
