# frozen_string_literal: true

require_relative "../endpoint"
require_relative "users"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/teams/{id}/leaders` and `/teams/{id}/admins`
        class TeamRoles < Endpoint
          # @see Endpoint
          def routes
            list = { "GET" => method(:index) }
            one = { "PUT" => method(:promote), "DELETE" => method(:demote) }
            { "teams/:id/leaders" => list, "teams/:id/leaders/:user_id" => one,
              "teams/:id/admins" => list, "teams/:id/admins/:user_id" => one }
          end

          private

          def index(request)
            with_id(request, @directory.teams) do |id|
              page(request, @directory.groups.listed(segments(request).last, id).map { |it| it.slice(*Users::LISTED) })
            end
          end

          # Only of a member.
          def promote(request)
            change(request) { |*member| !@settings.ignore_silently || @directory.groups.add_to(*member) }
          end

          def demote(request)
            change(request) { |*member| @directory.groups.remove_from(*member) }
          end

          def change(request)
            with_id(request, @directory.teams) do |id|
              _, _, list, user_id = segments(request)
              yield(list, id, user_id) ? @reply.changed(200) : @reply.empty(404)
            end
          end
        end
      end
    end
  end
end
