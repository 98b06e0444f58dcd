# frozen_string_literal: true

require_relative "users"
require_relative "../catalogue"
require_relative "../enrolment"

module OmniAuth
  module Litmos
    class Sandbox
      # What an API key opens of courses: who has them, results and achievements.
      class Learning < Api
        # What Litmos answers where it cannot read a result: no JSON, and no word of the reason.
        ERROR_PAGE = "<html><head><title>Request Error</title></head><body><p>Request Error</p></body></html>"
        DAY = /\A\d{4}-\d\d-\d\d\z/
        private_constant :ERROR_PAGE, :DAY

        # @param house [Hash] settings and directory
        def initialize(**house)
          super
          @catalogue = Catalogue.new(house.fetch(:settings))
        end

        # `GET /courses`
        def courses(request)
          words = request.query["search"].to_s.downcase
          found = @catalogue.courses.values.select { |course| course["Name"].to_s.downcase.include?(words) }
          page(request, found.map { |course| course.except("Modules") })
        end

        # `GET /courses/{id}`
        def course(request)
          course = @catalogue.courses[id(request)]
          course ? @reply.document(200, course.except("Modules")) : @reply.empty(404)
        end

        # `GET /courses/{id}/users`
        def course_users(request)
          in_course(request) do |course|
            users = @catalogue.of_course(course["Id"]).filter_map do |user_id, enrolment|
              user = @directory.users[user_id]
              { **user.slice("Id", "UserName", "FirstName", "LastName"), **enrolment.progress } if user
            end
            page(request, users)
          end
        end

        # `GET /courses/{id}/modules`
        def modules(request)
          in_course(request) { |course| page(request, course["Modules"] || []) }
        end

        # `GET /users/{id}/courses`
        def user_courses(request)
          of_user(request) { |id| page(request, @catalogue.of_user(id).map(&:to_h)) }
        end

        # `POST /users/{id}/courses`: ids that are wrong or there already are passed over
        def assign(request)
          list = request.value
          return @reply.empty(400) unless list.is_a?(Array) && list.all?(Hash)

          of_user(request) do |id|
            @catalogue.assign(id, list.map { |course| course["Id"] })
            @reply.changed(201)
          end
        end

        # `GET /users/{id}/courses/{course-id}`
        def result(request)
          enrolled(request) { |enrolment| @reply.document(200, enrolment.in_full) }
        end

        # `DELETE /users/{id}/courses/{course-id}`
        def unassign(request)
          _, _, _, user_id, _, course_id = parts(request)
          @catalogue.unassign(user_id, course_id) ? @reply.changed(200) : @reply.empty(404)
        end

        # `PUT /users/{id}/courses/{course-id}/reset`
        def reset(request)
          enrolled(request) do |enrolment|
            enrolment.begin_anew(@settings.now)
            @reply.changed(200)
          end
        end

        # `PUT /results/modules/{id}`
        def complete(request)
          result = request.document
          unless result["UpdatedAt"].to_s.start_with?("/Date(")
            return [500, { "content-type" => "text/html; charset=utf-8" }, [ERROR_PAGE]]
          end

          @catalogue.complete(id(request), result) ? @reply.changed(200) : @reply.empty(404)
        end

        # `GET /results/details`: the Id of a row is its user's
        def results(request)
          since = day(request) or return @reply.empty(400)
          rows = @catalogue.changed_since(since).filter_map do |user_id, enrolment|
            user = @directory.users[user_id]
            user&.slice("Id", "UserName", "FirstName", "LastName")&.merge(
              "CourseId" => enrolment.course["Id"], "CourseName" => enrolment.course["Name"],
              "DateCompleted" => enrolment.completed_at, "Score" => enrolment.score, **enrolment.progress
            )
          end
          page(request, rows)
        end

        # `GET /achievements`: the newest first
        def achievements(request)
          since = day(request)
          user_id = request.query["userid"]
          rows = @catalogue.achievements.reverse.select do |one|
            (user_id.nil? || one["UserId"] == user_id) && (since.nil? || one["AchievementDate"] >= since)
          end
          page(request, rows)
        end

        private

        def in_course(request)
          course = @catalogue.courses[parts(request)[3]]
          course ? yield(course) : @reply.empty(404)
        end

        def of_user(request)
          id = parts(request)[3]
          @directory.users.key?(id) ? yield(id) : @reply.empty(404)
        end

        def enrolled(request)
          _, _, _, user_id, _, course_id = parts(request)
          enrolment = @catalogue.enrolment(user_id, course_id)
          enrolment ? yield(enrolment) : @reply.empty(404)
        end

        def day(request)
          text = request.query["since"].to_s
          Time.utc(*text.split("-")) if DAY.match?(text)
        rescue ArgumentError # no such month or day
          nil
        end
      end
    end
  end
end
