# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Reports of the whole organisation, of what has changed in a time. Litmos answers for seven days at most; a longer
    # time is read in windows of that length.
    #
    #     litmos.org.logins(since: Date.today - 30).each { |login| … }
    #     litmos.org.achievements(since: "2026-01-01", to: "2026-04-01").first(10)
    class Org
      include OmniAuth::Litmus::Unserializable

      # The API's maximum: each request is slow, whatever its size.
      PAGE_SIZE = Pages::MAX_LIMIT
      # So far in the future, today is complete in each time zone.
      TOMORROW = 86_400
      PATHS = {
        users: "/org/users/details", user_courses: "/org/users/courses", logins: "/org/users/logins",
        results: "/org/results/details", module_results: "/org/modules/results",
        learning_path_results: "/org/learningpaths/results", achievements: "/org/achievements",
        courses: "/org/courses", teams: "/org/teams"
      }.freeze
      private_constant :PAGE_SIZE, :TOMORROW, :PATHS

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # @!method users(since:, to: nil, cursor: nil, limit: 1000)
      #   @param since [Date, Time, String] `2026-01-31`, or a time with its zone
      #   @param to [Date, Time, String, nil] until now, if it is left out
      #   @param cursor [Cursor, String, nil] where to continue; `since` and `to` are then those of the cursor
      #   @param limit [Integer] rows of a page
      #   @return [Report]
      #   @raise [ConfigurationError] for an invalid date or cursor
      # @!method user_courses(since:, to: nil, cursor: nil, limit: 1000)
      #   @see #users
      # @!method logins(since:, to: nil, cursor: nil, limit: 1000)
      #   @see #users
      # @!method results(since:, to: nil, cursor: nil, limit: 1000)
      #   @see #users
      # @!method module_results(since:, to: nil, cursor: nil, limit: 1000)
      #   @see #users
      # @!method learning_path_results(since:, to: nil, cursor: nil, limit: 1000)
      #   @see #users
      # @!method achievements(since:, to: nil, cursor: nil, limit: 1000)
      #   @see #users
      # @!method courses(since:, to: nil, cursor: nil, limit: 1000)
      #   @see #users
      # @!method teams(since:, to: nil, cursor: nil, limit: 1000)
      #   @see #users
      PATHS.each do |name, path|
        define_method(name) do |since:, to: nil, cursor: nil, limit: PAGE_SIZE|
          report(path, since, to, cursor:, limit:)
        end
      end

      # The results of those who have completed a course since a time.
      #
      # @param since [Date, Time, String] as for {#users}
      # @param course [String, Hash, nil] an id, or a course; all courses, if it is left out
      # @param to [Date, Time, String, nil] as for {#users}
      # @param cursor [Cursor, String, nil] as for {#users}
      # @param limit [Integer] rows of a page
      # @return [Report] rows have `Id` (the user's), `UserName`, `CourseId`, `DateCompleted`, `Score` …
      # @raise [ConfigurationError] for an invalid date, id or cursor
      def completions(since:, course: nil, to: nil, cursor: nil, limit: PAGE_SIZE)
        course &&= Path.id(course)
        start = DateParameter.time(since, :since)
        report(PATHS[:results], start, to, cursor:, limit:, filter: { "completed" => course || true },
                                           where: ->(row) { completed?(row, course, start) })
      end

      private

      def report(path, since, to, **how)
        since = DateParameter.time(since, :since)
        to = to ? DateParameter.time(to, :to) : Time.at(Time.now.to_i + TOMORROW).utc
        Report.new(@client, path, since:, to:, **how)
      end

      # A result may have changed since, and be completed before.
      def completed?(row, course, since)
        return false unless row["Completed"] && (course.nil? || row["CourseId"].to_s == course)

        date = row["DateCompleted"]
        !date.is_a?(Time) || date >= since
      end
    end
  end
end
