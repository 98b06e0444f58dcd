# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Which user has completed which course, and when.
    class Achievements
      include Enumerable
      include OmniAuth::Litmus::Unserializable

      PAGE_SIZE = 500
      private_constant :PAGE_SIZE

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # Newest first. Each page is requested when it is needed.
      #
      # @param since [Date, Time, String, nil] a date
      # @param user [String, Hash, nil] an id, or a user
      # @param limit [Integer] entries of a page
      # @yieldparam achievement [Hash] with `AchievementId`, `UserId`, `CourseId`, `Title`, `AchievementDate`, `Score` …
      # @return [Enumerator::Lazy] without a block
      # @raise [ConfigurationError] for an invalid date or id
      # @raise [Error]
      def each(since: nil, user: nil, limit: PAGE_SIZE, &block)
        report = report(since:, user:, limit:)
        block ? report.each(&block) : report.lazy
      end

      # The same as a report, which can be continued. Those that are earned in the meantime are first in the list, and
      # are not read: begin anew for them. {Org#achievements} has an end, and the oldest windows first.
      #
      # @param since [Date, Time, String, nil] a date
      # @param user [String, Hash, nil] an id, or a user
      # @param cursor [Cursor, String, nil] where to continue
      # @param limit [Integer] entries of a page
      # @return [Report]
      # @raise [ConfigurationError] for an invalid date, id or cursor
      def report(since: nil, user: nil, cursor: nil, limit: PAGE_SIZE)
        params = { since: since && DateParameter.format(since), userid: user && Path.id(user) }.compact
        Report.new(@client, "/achievements", limit:, params:, cursor:)
      end
    end
  end
end
