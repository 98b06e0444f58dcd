# frozen_string_literal: true

require "omniauth/litmus"
require_relative "../stores"

module OmniAuth
  module Litmus
    module Stores
      # `read` and `replace` for a store with an atomic compare-and-set of encrypted values. Encrypting the same tokens
      # twice gives different texts, so `replace` decrypts the stored text to compare the tokens, and then swaps the
      # text that it has read. If somebody rewrites the text in between, it starts again.
      #
      # The store implements `fetch` (the stored text, or nil), `swap(seen, sealed)` (stores `sealed` if `seen` is still
      # stored, and returns whether it was), `seal(tokens)` (the text for tokens) and `unseal(seen)` (the tokens, and
      # whether to seal them again, such as with a newer secret).
      #
      # @api private
      module CompareAndSet
        # How often `replace` starts again.
        ATTEMPTS = 10
        # Deeper than a token response can be, so that all of it can be stored.
        MAX_NESTING = 128
        private_constant :ATTEMPTS

        # @return [Hash{String => Object}, nil]
        # @raise [StoreError]
        def read
          seen = fetch
          tokens, outdated = unseal(seen)
          rewrite(seen, tokens) if outdated
          tokens
        end

        # @param old [Hash]
        # @param new [Hash, nil]
        # @return [Boolean]
        # @raise [StoreError]
        def replace(old, new)
          sealed = serialize(new)
          ATTEMPTS.times do |attempt|
            seen = fetch
            # The swap succeeded, but its response was lost, and the client library sent it again.
            return true if attempt.positive? && new && seen == sealed

            tokens, = unseal(seen)
            return false unless same?(tokens, strings(old))
            return true if swap(seen, sealed)
          end
          raise StoreError.new("The stored tokens kept changing", code: :store_busy, retryable: true,
                                                                  hint: "Check what else writes to this row or key")
        end

        private

        # If it fails, the next read tries again.
        def rewrite(seen, tokens)
          swap(seen, serialize(tokens))
        rescue StoreError
          nil
        end

        # Serializers raise errors of any class, such as SystemStackError. Their messages and causes may quote the
        # tokens.
        def serialize(tokens)
          seal(strings(tokens))
        rescue Error
          raise
        rescue StandardError, SystemStackError => e
          message = "The store cannot serialize the tokens (#{e.class})"
          hint = "Their members must be Strings, numbers, and Hashes or Arrays of them"
          error = StoreError.new(message, code: :not_storable, hint:)
          raise error, cause: nil
        end

        def same?(stored, expected)
          %w[access_token refresh_token].all? { |name| stored&.[](name) == expected&.[](name) }
        end

        def strings(tokens)
          tokens&.to_h&.transform_keys(&:to_s)
        end
      end
    end
  end
end
