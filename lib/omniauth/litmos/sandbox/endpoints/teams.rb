# frozen_string_literal: true

require_relative "../endpoint"
require_relative "users"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/teams`
        class Teams < Endpoint
          # @see Endpoint
          def routes
            { "teams" => { "GET" => method(:index) },
              "teams/:id" => { "GET" => method(:show) },
              "teams/:id/users" => { "GET" => method(:members), "POST" => method(:add_members) },
              "teams/:id/users/:user_id" => { "DELETE" => method(:remove_member) } }
          end

          private

          def index(request)
            page(request, search(request, @directory.teams.values, "Name"))
          end

          def show(request)
            found(@directory.teams[id(request)])
          end

          def members(request)
            with_id(request, @directory.teams) do |id|
              page(request, @directory.members(id).map { |user| user.slice(*Users::LISTED) })
            end
          end

          # Unknown ids and members are ignored.
          def add_members(request)
            with_ids(request) do |ids|
              with_id(request, @directory.teams) do |id|
                @directory.add_members(id, ids)
                @reply.changed(201)
              end
            end
          end

          def remove_member(request)
            with_id(request, @directory.teams) do |id|
              @directory.remove_member(id, segments(request).last)
              @reply.changed(200)
            end
          end
        end
      end
    end
  end
end
