# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # The sessions of modules that an instructor teaches: `/courses/{id}/modules/{id}/sessions` and so on.
        class Sessions < Endpoint
          MODULE = "courses/:id/modules/:module_id"
          # Fields that `POST` and `PUT` need.
          NEEDED = %w[Name].freeze
          private_constant :MODULE, :NEEDED

          # @see Endpoint
          def routes
            session = "#{MODULE}/sessions/:session_id"
            { "courses/:id/modules/ilt" => { "GET" => method(:modules) },
              "#{MODULE}/registration" => { "GET" => method(:registrations) },
              "#{MODULE}/sessions" => { "GET" => method(:index), "POST" => method(:create) },
              session => { "GET" => method(:show), "PUT" => method(:update), "DELETE" => method(:destroy) },
              "#{session}/rollcall" => { "GET" => method(:roll_call), "POST" => method(:complete) },
              "#{session}/attendance" => { "GET" => method(:attendance) },
              "#{session}/users/:user_id/register" => { "POST" => method(:register) },
              "#{MODULE}/sessiondays/:day_id/users/:user_id/attended/:attended" => { "POST" => method(:mark) },
              "sessions/future" => { "GET" => method(:future) } }
          end

          private

          def modules(request)
            course = @catalogue.courses[id(request)] or return @reply.empty(404)
            page(request, Array(course["Modules"]).select { |part| part["ModuleType"] == "ILT" })
          end

          def index(request)
            with_module(request) { |ids| page(request, timetable.of(*ids)) }
          end

          def create(request)
            missing = NEEDED.find { |name| !request.fields.key?(name) }
            return @reply.refusal(400, "#{missing} is required") if missing
            return @reply.refusal(400, "Days cannot be read") unless days?(request.document["Days"])

            with_module(request) { |ids| @reply.document(201, timetable.add(*ids, request.document)) }
          end

          def days?(days)
            days.nil? || (days.is_a?(Array) && days.all?(Hash))
          end

          def show(request)
            with_session(request) { |session| @reply.document(200, session) }
          end

          def update(request)
            with_session(request) do |session|
              document = request.document
              next @reply.refusal(400, "Id is not that of the address") unless document["Id"] == session["Id"]
              next @reply.refusal(400, "Days cannot be read") unless days?(document["Days"])

              timetable.change(session, document)
              @reply.changed(200)
            end
          end

          def destroy(request)
            with_session(request) do |session|
              timetable.delete(session)
              @reply.changed(200)
            end
          end

          def registrations(request)
            with_module(request) do |ids|
              page(request, timetable.of(*ids).flat_map do |session|
                users(session) { |_, _| { "SessionId" => session["Id"] } }
              end)
            end
          end

          def roll_call(request)
            with_session(request) do |session|
              page(request, users(session) { |_, result| { "Score" => nil, "Completed" => false, **result } })
            end
          end

          def attendance(request)
            with_session(request) do |session|
              page(request, users(session) { |user_id, _| { "Days" => timetable.attendance(session, user_id) } })
            end
          end

          # A user who has no place in it, or does not have the course, is ignored.
          def register(request)
            user_id = segments(request)[7]
            with_session(request) do |session|
              next @reply.empty(404) unless @directory.users.key?(user_id)

              timetable.register(session, user_id) if @catalogue.enrolment(user_id, id(request))
              @reply.changed(200)
            end
          end

          def complete(request)
            with_session(request) do |session|
              list = request.value
              next @reply.empty(400) unless list.is_a?(Array) && list.all?(Hash)

              list.each { |result| timetable.complete(session, result["Id"], result) }
              @reply.changed(200)
            end
          end

          def mark(request)
            _, course_id, _, module_id, _, day_id, _, user_id, _, attended = segments(request)
            session = timetable.session_of_day(course_id, module_id, day_id)
            return @reply.empty(404) unless session && timetable.registered(session).key?(user_id)

            timetable.mark(day_id, user_id, attended == "true")
            @reply.changed(200)
          end

          def future(request)
            page(request, timetable.all)
          end

          def users(session)
            timetable.registered(session).filter_map do |user_id, result|
              user = @directory.users[user_id]
              { **user.slice("Id", "FirstName", "LastName", "Email"), **yield(user_id, result) } if user
            end
          end

          def with_module(request)
            _, course_id, _, module_id = segments(request)
            modules = @catalogue.courses.dig(course_id, "Modules") || []
            known = modules.any? { |part| part["Id"] == module_id && part["ModuleType"] == "ILT" }
            known ? yield([course_id, module_id]) : @reply.empty(404)
          end

          def with_session(request)
            with_module(request) do |ids|
              session = timetable.find(*ids, segments(request)[5])
              session ? yield(session) : @reply.empty(404)
            end
          end

          def timetable = @catalogue.timetable
        end
      end
    end
  end
end
