# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/learningpaths`
        class LearningPaths < Endpoint
          # @see Endpoint
          def routes
            { "learningpaths" => { "GET" => method(:index) },
              "learningpaths/:id" => { "GET" => method(:show) },
              "learningpaths/:id/courses" => { "GET" => method(:courses) },
              "learningpaths/:id/users" => { "GET" => method(:users) } }
          end

          private

          def index(request)
            found = search(request, curricula.learning_paths.values, "Name")
            page(request, found.map { |path| path.except("Courses") })
          end

          def show(request)
            found(curricula.learning_paths[id(request)]&.except("Courses"))
          end

          def courses(request)
            with_id(request, curricula.learning_paths) do |id|
              page(request, curricula.courses(id).map { |course| course.except("Modules") })
            end
          end

          def users(request)
            with_id(request, curricula.learning_paths) do |id|
              page(request, curricula.users_of(id).filter_map do |user_id, progress|
                user = @directory.users[user_id]
                { **user.slice("Id", "UserName", "FirstName", "LastName"), **progress } if user
              end)
            end
          end

          def curricula = @catalogue.curricula
        end
      end
    end
  end
end
