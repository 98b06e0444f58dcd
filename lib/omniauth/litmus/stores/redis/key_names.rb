# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class Redis
        # The keys of the tokens and of the lease in Redis. An app may name its keys after users, and a user may be
        # called "bob:lease"; still no key of tokens equals the key of another user's lease:
        #
        #     name              # key of the tokens        key of the lease
        #     "bob"             # "bob"                    "bob:lease"
        #     "bob:lease"       # "bob:lease:pair"         "bob:lease:lease"
        #     "bob:lease:pair"  # "bob:lease:pair:pair"    "bob:lease:pair:lease"
        #
        # @api private
        class KeyNames
          LEASE = ":lease"
          PAIR = ":pair"
          private_constant :LEASE, :PAIR

          # @return [String]
          attr_reader :given, :tokens, :lease

          # @param given [String] the name that the app has chosen
          def initialize(given)
            @given = given
            @lease = given + LEASE
            @tokens = like_a_lease? ? given + PAIR : given
          end

          # @return [Boolean] whether an earlier version kept the tokens under a key that is now a lease's
          def formerly_a_lease?
            given.b.end_with?(LEASE)
          end

          # @return [String] where to move tokens that an earlier version kept under the key of this lease
          def beside_lease
            lease + PAIR
          end

          private

          # With any number of `:pair` after it; otherwise two names would have the same key.
          def like_a_lease?
            bare = given.b
            bare = bare.delete_suffix(PAIR) while bare.end_with?(PAIR)
            bare.end_with?(LEASE)
          end
        end
      end
    end
  end
end
