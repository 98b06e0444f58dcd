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
            { "teams" => { "GET" => method(:index), "POST" => method(:create) },
              "teams/:id" => { "GET" => method(:show), "PUT" => method(:update), "DELETE" => method(:destroy) },
              "teams/:id/teams" => { "GET" => method(:children), "POST" => method(:create_child) },
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

          def create(request, parent: nil)
            return @reply.refusal(400, "Name is required") unless request.fields.key?("Name")

            @reply.document(201, @directory.groups.add(request.document, parent:))
          end

          def create_child(request)
            with_id(request, @directory.teams) { |parent| create(request, parent:) }
          end

          def update(request)
            with_id(request, @directory.teams) do |id|
              next @reply.refusal(400, "Name is required") unless request.fields.key?("Name")
              next @reply.refusal(400, "Id is not that of the address") unless request.document["Id"] == id

              @directory.groups.change(id, request.document)
              @reply.changed(200)
            end
          end

          def destroy(request)
            with_id(request, @directory.teams) do |id|
              @directory.groups.delete(id)
              @reply.changed(200)
            end
          end

          def children(request)
            with_id(request, @directory.teams) { |id| page(request, @directory.groups.children(id)) }
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
                @catalogue.curricula.enrol(id, @directory.members(id).map { |user| user["Id"] } & ids)
                @reply.changed(201)
              end
            end
          end

          def remove_member(request)
            with_id(request, @directory.teams) do |id|
              @directory.groups.remove_from("users", id, segments(request).last)
              @reply.changed(200)
            end
          end
        end
      end
    end
  end
end
