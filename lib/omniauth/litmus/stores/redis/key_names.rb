# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      # Under which keys of Redis a pair and its lease are, so that no name of a pair is spelled like a lease: an app
      # names its pairs after users, and a user may call himself "bob:lease".
      #
      #     "bob"             # "bob",                  "bob:lease"
      #     "bob:lease"       # "bob:lease:pair",       "bob:lease:lease"
      #     "bob:lease:pair"  # "bob:lease:pair:pair",  "bob:lease:pair:lease"
      #
      # @api private
      class RedisNames
        LEASE = ":lease"
        PAIR = ":pair"
        private_constant :LEASE, :PAIR

        # @return [String]
        attr_reader :given, :pair, :lease

        # @param given [String] the app's
        def initialize(given)
          @given = given
          @lease = given + LEASE
          @pair = like_a_lease? ? given + PAIR : given
        end

        # @return [Boolean] whether an earlier version has kept the pair where a lease belongs
        def formerly_a_lease?
          given.b.end_with?(LEASE)
        end

        # @return [String] for a pair that an earlier version has kept where the lease belongs
        def beside_lease
          lease + PAIR
        end

        private

        # With any number of `:pair`s after it, or else two names would have one key.
        def like_a_lease?
          bare = given.b
          bare = bare.delete_suffix(PAIR) while bare.end_with?(PAIR)
          bare.end_with?(LEASE)
        end
      end
    end
  end
end
