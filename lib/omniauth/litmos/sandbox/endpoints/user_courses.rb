# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/users/{id}/courses`
        class UserCourses < Endpoint
          # @see Endpoint
          def routes
            { "users/:id/courses" => { "GET" => method(:index), "POST" => method(:assign) },
              "users/:id/courses/:course_id" => { "GET" => method(:show), "DELETE" => method(:unassign) },
              "users/:id/courses/:course_id/reset" => { "PUT" => method(:reset) } }
          end

          private

          def index(request)
            with_id(request, @directory.users) { |id| page(request, @catalogue.of_user(id).map(&:to_h)) }
          end

          # Unknown ids, and those of courses that the user has, are ignored.
          def assign(request)
            with_ids(request) do |ids|
              with_id(request, @directory.users) do |id|
                @catalogue.assign(id, ids)
                @reply.changed(201)
              end
            end
          end

          def show(request)
            with_enrolment(request) { |enrolment| @reply.document(200, enrolment.in_full) }
          end

          def unassign(request)
            _, user_id, _, course_id = segments(request)
            @catalogue.unassign(user_id, course_id) ? @reply.changed(200) : @reply.empty(404)
          end

          def reset(request)
            with_enrolment(request) do |enrolment|
              enrolment.reset(@settings.now)
              @reply.changed(200)
            end
          end

          def with_enrolment(request)
            _, user_id, _, course_id = segments(request)
            enrolment = @catalogue.enrolment(user_id, course_id)
            enrolment ? yield(enrolment) : @reply.empty(404)
          end
        end
      end
    end
  end
end
