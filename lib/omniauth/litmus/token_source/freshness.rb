# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # When stored tokens count as expired, and which of them can be used. The API may still refuse a fresh token.
      #
      # @api private
      class Freshness
        include Unserializable

        # @param leeway [Numeric] how many seconds before its expiry a token is to be renewed
        # @param grant [RefreshGrant, ClientCredentialsGrant]
        def initialize(leeway, grant)
          @leeway = leeway
          @grant = grant
        end

        # @param tokens [Hash]
        # @return [Boolean] false from the leeway before the expiry on; without a refresh token, from the expiry on
        def fresh?(tokens)
          !expired?(tokens, @grant.possible?(tokens) ? Plain.number!("leeway", @leeway) : 0)
        end

        # Another thread or process may have renewed the tokens already. Its new ones are used until they expire.
        #
        # @param stale [Hash, nil] the tokens that are to be renewed
        # @param rejected [Boolean] whether the API refused them
        # @return [Proc] takes tokens from the store, and returns whether they can be used instead of new ones
        def successor_check(stale, rejected)
          lambda do |tokens|
            same = stale && stale["access_token"] == tokens["access_token"]
            same ? !rejected && fresh?(tokens) : !expired?(tokens, 0)
          end
        end

        private

        # A store of the app's own may have another kind of time, or the refresh token alone.
        def expired?(tokens, leeway)
          return true if tokens.values_at("access_token", "token").all? { |token| token.to_s.empty? }

          expires_at = Plain.timestamp(tokens["expires_at"])
          !expires_at.nil? && expires_at - leeway <= Time.now.to_i
        end
      end
    end
  end
end
