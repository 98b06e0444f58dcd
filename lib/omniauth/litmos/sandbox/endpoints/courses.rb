# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/courses`
        class Courses < Endpoint
          # @see Endpoint
          def routes
            { "courses" => { "GET" => method(:index) },
              "courses/:id" => { "GET" => method(:show) },
              "courses/:id/details" => { "GET" => method(:show) },
              "courses/:id/coursecustomfields" => { "GET" => method(:custom_fields) },
              "courses/:id/users" => { "GET" => method(:users) },
              "courses/:id/modules" => { "GET" => method(:modules) } }
          end

          private

          def index(request)
            courses = search(request, @catalogue.courses.values, "Name")
            page(request, courses.map { |course| course.except("Modules", "CustomFields") })
          end

          def show(request)
            found(@catalogue.courses[id(request)]&.except("Modules", "CustomFields"))
          end

          def custom_fields(request)
            with_course(request) { |course| @reply.document(200, course["CustomFields"] || {}) }
          end

          def users(request)
            with_course(request) do |course|
              users = @catalogue.of_course(course["Id"]).filter_map do |user_id, enrolment|
                user = @directory.users[user_id]
                { **user.slice("Id", "UserName", "FirstName", "LastName"), **enrolment.progress } if user
              end
              page(request, users)
            end
          end

          def modules(request)
            with_course(request) { |course| page(request, course["Modules"] || []) }
          end

          def with_course(request)
            course = @catalogue.courses[id(request)]
            course ? yield(course) : @reply.empty(404)
          end
        end
      end
    end
  end
end
