# frozen_string_literal: true

module OmniAuth
  module Litmos
    # What users have achieved: who has completed which course, and when.
    class Achievements
      include Enumerable
      include OmniAuth::Litmus::Unserializable

      PATH = "/achievements"
      PAGE = 500
      private_constant :PATH, :PAGE

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # The newest first, page by page as they are wanted.
      #
      # @param since [Date, Time, String, nil] a day
      # @param user [String, Hash, nil] an id, or a user
      # @param limit [Integer] entries of a page
      # @yieldparam achievement [Hash] with `AchievementId`, `UserId`, `CourseId`, `Title`, `AchievementDate`, `Score` …
      # @return [Enumerator::Lazy] without a block
      # @raise [ConfigurationError] for what is no day, or no id
      # @raise [Error]
      def each(since: nil, user: nil, limit: PAGE, &block)
        params = { since: since && DateParameter.text(since), userid: user && Path.id(user) }.compact
        pages = Pages.new(@client, PATH, limit:, params:, identity: ->(row) { row["AchievementId"] })
        block ? pages.each(&block) : pages.lazy
      end
    end
  end
end
