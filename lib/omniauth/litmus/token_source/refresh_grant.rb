# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # Requests new tokens with the refresh token of the old ones (RFC 6749 §6).
      #
      # @api private
      class RefreshGrant
        include Unserializable

        # @param client [Client]
        def initialize(client)
          @client = client
        end

        # @param tokens [Hash, nil]
        # @return [Boolean]
        def possible?(tokens)
          !tokens.nil? && !tokens["refresh_token"].to_s.empty?
        end

        # @param tokens [Hash]
        # @return [AccessToken]
        # @raise [Error]
        def request(tokens)
          AccessToken.from_hash(@client, tokens).refresh!
        end
      end
    end
  end
end
