# frozen_string_literal: true

module OmniAuth
  module Litmos
    # How far users are with their courses.
    class Results
      include OmniAuth::Litmus::Unserializable

      PATH = "/results/details"
      # The API's most: the fewer requests, the better, for each is slow.
      PAGE = 1000
      # How Litmos calls what is told of a module.
      NAMES = { score: :Score, completed: :Completed, note: :Note, attempts: :Attempts }.freeze
      private_constant :PATH, :PAGE, :NAMES

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # Results that have changed since a day, page by page as they are wanted. The `Id` of a row is its user's, so that
      # it comes again with each course of theirs.
      #
      # @param day [Date, Time, String]
      # @param limit [Integer] rows of a page
      # @yieldparam result [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [ConfigurationError] for what is no day
      # @raise [Error]
      def since(day, limit: PAGE, &block)
        pages = Pages.new(@client, PATH, limit:, params: { since: DateParameter.text(day) }, identity: :hash.to_proc)
        block ? pages.each(&block) : pages.lazy
      end

      # Tells Litmos how a user has done in a module of a course, as another system has seen it.
      #
      #     litmos.results.complete("m1", user: "u1", course: "c1", score: 90)
      #
      # @param part [String, Hash] a module, or its id
      # @param user [String, Hash] an id, or a user
      # @param course [String, Hash] an id, or a course
      # @param at [Time] when that was
      # @param told [Hash{Symbol => Object}] `score` (of 100), `completed` (true), `note`, `attempts`
      # @return [true]
      # @raise [ConfigurationError] for what is no id, or no Time
      # @raise [ArgumentError] for something else that is told
      # @raise [Error]
      def complete(part, user:, course:, at: Time.now, **told)
        odd = told.keys - NAMES.keys
        raise ArgumentError, "unknown keyword: #{odd.join(", ")}" if odd.any?

        told = { completed: true, **told.compact }.transform_keys(NAMES)
        @client.put(Path.to("results", "modules", Path.id(part)),
                    json: { CourseId: Path.id(course), UserId: Path.id(user), UpdatedAt: moment(at), **told })
        true
      end

      private

      # Litmos answers 500 to a moment that is written otherwise than it writes them.
      def moment(time)
        return time.to_time if !time.is_a?(String) && time.respond_to?(:to_time)

        raise OmniAuth::Litmus::ConfigurationError.new("The parameter at is no Time", code: :invalid_date,
                                                                                      hint: "Give one, as Time.now is")
      end
    end
  end
end
