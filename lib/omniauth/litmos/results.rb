# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The progress of users with their courses.
    class Results
      include OmniAuth::Litmus::Unserializable

      # The API's maximum: each request is slow, whatever its size.
      PAGE_SIZE = Pages::MAX_LIMIT
      # The API's names for the fields of a result.
      FIELDS = { score: :Score, completed: :Completed, note: :Note, attempts: :Attempts }.freeze
      # As the API's definition lists them: Litmos may pass over a record in another order.
      ORDER = %i[CourseId UserId Score Completed UpdatedAt Note Attempts].freeze
      private_constant :PAGE_SIZE, :FIELDS, :ORDER

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # Results that have changed since a date. The `Id` of a row is that of its user, so several rows may have the
      # same. Each page is requested when it is needed.
      #
      # @param day [Date, Time, String]
      # @param limit [Integer] rows of a page
      # @yieldparam result [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [ConfigurationError] for an invalid date
      # @raise [Error]
      def since(day, limit: PAGE_SIZE, &block)
        report = report(since: day, limit:)
        block ? report.each(&block) : report.lazy
      end

      # The same as a report, which can be continued.
      #
      # @param since [Date, Time, String] a date
      # @param cursor [Cursor, String, nil] where to continue
      # @param limit [Integer] rows of a page
      # @return [Report]
      # @raise [ConfigurationError] for an invalid date or cursor
      def report(since:, cursor: nil, limit: PAGE_SIZE)
        Report.new(@client, "/results/details", limit:, params: { since: DateParameter.format(since) }, cursor:)
      end

      # Records the result of a module that a user has taken in another system.
      #
      #     litmos.results.complete("m1", user: "u1", course: "c1", score: 90)
      #
      # @param part [String, Hash] a module, or its id
      # @param user [String, Hash] an id, or a user
      # @param course [String, Hash] an id, or a course
      # @param at [Time] when it was completed
      # @param result [Hash{Symbol => Object}] `score` (of 100), `completed` (true), `note`, `attempts`
      # @return [true]
      # @raise [ConfigurationError] for an invalid id or time
      # @raise [ArgumentError] for an unknown field
      # @raise [Error]
      def complete(part, user:, course:, at: Time.now, **result)
        unknown = result.keys - FIELDS.keys
        raise ArgumentError, "unknown keyword: #{unknown.join(", ")}" if unknown.any?

        result = { completed: true, **result.compact }.transform_keys(FIELDS)
        result.update(CourseId: Path.id(course), UserId: Path.id(user), UpdatedAt: time(at))
        @client.put(Path.to("results", "modules", Path.id(part)), json: result.slice(*ORDER))
        true
      end

      private

      # Not a String: Litmos answers with a 500 to a timestamp that is not in its own format.
      def time(value)
        return value.to_time if !value.is_a?(String) && value.respond_to?(:to_time)

        hint = "Give a Time or a DateTime"
        raise OmniAuth::Litmus::ConfigurationError.new("The parameter at is not a Time", code: :invalid_date, hint:)
      end
    end
  end
end
