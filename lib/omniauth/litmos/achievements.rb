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
        params = { since: since && DateParameter.format(since), userid: user && Path.id(user) }.compact
        Pages.new(@client, "/achievements", limit:, params:, identity: ->(row) { row["AchievementId"] }).each(&block)
      end
    end
  end
end
