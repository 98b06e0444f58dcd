# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/org`: reports of what has changed from `since` to `to`, seven days at most.
        class Org < Endpoint
          TIME = /\A\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?\z/
          MOST = 7 * 86_400
          private_constant :TIME, :MOST

          # @see Endpoint
          def routes
            reports = { "users/details" => :users, "users/courses" => :results, "users/logins" => :nothing,
                        "results/details" => :results, "modules/results" => :module_results,
                        "learningpaths/results" => :nothing, "achievements" => :achievements, "courses" => :courses,
                        "teams" => :teams }
            reports.to_h { |path, name| ["org/#{path}", { "GET" => report(name) }] }
          end

          private

          def report(name)
            lambda do |request|
              since, to = %w[since to].map { |parameter| time(request.query[parameter].to_s) }
              next @reply.empty(400) unless since && to && (to - since).between?(0, MOST)

              send(name, request, since..to)
            end
          end

          def time(text)
            Time.utc(*text.split(/[- :]/)) if TIME.match?(text)
          rescue ArgumentError # no such month, day or hour
            nil
          end

          def users(request, time)
            users = @directory.users.values.select { |user| time.cover?(user["CreatedDate"]) }
            page(request, users) { |user| in_full(request, user) }
          end

          def results(request, time)
            page(request, changed(time)) { |user_id, enrolment| result(user_id, enrolment) }
          end

          def module_results(request, time)
            parts = changed(time).flat_map do |user_id, enrolment|
              enrolment.in_full["Modules"].map { |part| [user_id, enrolment, part] }
            end
            page(request, parts) { |user_id, enrolment, part| { **result(user_id, enrolment), "Module" => part } }
          end

          def achievements(request, time)
            page(request, @catalogue.achievements.select { |one| time.cover?(one["AchievementDate"]) })
          end

          # The sandbox does not know when these have changed.
          def courses(request, _time)
            page(request, @catalogue.courses.values) { |course| course.except("Modules") }
          end

          def teams(request, _time)
            page(request, @directory.teams.values)
          end

          def nothing(request, _time)
            page(request, [])
          end

          def changed(time)
            results_since(time.begin).reject { |_, enrolment| enrolment.changed_at > time.end }
          end
        end
      end
    end
  end
end
