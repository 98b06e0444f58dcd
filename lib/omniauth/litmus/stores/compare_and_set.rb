# frozen_string_literal: true

require "omniauth/litmus"

module OmniAuth
  module Litmus
    module Stores
      # `read` and `replace` over a place that can be compared and set, whatever stands there. What stands there is
      # encrypted differently each time, so it is compared as it was read, and where it has changed although it means
      # the same, that is read and compared again.
      #
      # The store has `fetch` (what stands there, or nil), `swap(seen, sealed)` (whether `seen` stood there and `sealed`
      # now does), `seal(pair)` (what is to stand there) and `unseal(seen)` (the pair, and whether to seal it again).
      #
      # @api private
      module CompareAndSet
        # Somebody else has rewritten the same pair in between, this many times.
        ATTEMPTS = 10
        # How deep a pair may be nested: what the core reads of a token answer can be kept.
        MOST_NESTED = 128
        private_constant :ATTEMPTS

        # @return [Hash{String => Object}, nil]
        # @raise [StoreError]
        def read
          seen = fetch
          pair, outdated = unseal(seen)
          rewrite(seen, pair) if outdated
          pair
        end

        # @param old [Hash]
        # @param new [Hash, nil]
        # @return [Boolean]
        # @raise [StoreError]
        def replace(old, new)
          sealed = form_of(new)
          ATTEMPTS.times do |attempt|
            seen = fetch
            # The answer to an earlier attempt was lost, and a library made it again.
            return true if attempt.positive? && new && seen == sealed

            pair, = unseal(seen)
            return false unless same?(pair, strings(old))
            return true if swap(seen, sealed)
          end
          raise StoreError.new("The tokens kept changed all the time", code: :store_busy, retryable: true,
                                                                       hint: "See who else writes to their place")
        end

        private

        # Whoever reads next tries again.
        def rewrite(seen, pair)
          swap(seen, form_of(pair))
        rescue StoreError
          nil
        end

        # Serializers raise whatever they like, a SystemStackError among it; and words and causes may quote the tokens.
        def form_of(pair)
          seal(strings(pair))
        rescue Error
          raise
        rescue StandardError, SystemStackError => e
          message = "The store has no form for what it is to keep (#{e.class})"
          hint = "Give it text, numbers, and plain Hashes of them"
          error = StoreError.new(message, code: :not_storable, hint:)
          raise error, cause: nil
        end

        def same?(kept, expected)
          %w[access_token refresh_token].all? { |name| kept&.[](name) == expected&.[](name) }
        end

        def strings(pair)
          pair&.to_h&.transform_keys(&:to_s)
        end
      end
    end
  end
end
