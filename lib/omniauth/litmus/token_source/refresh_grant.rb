# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # How a new pair is got: by the refresh token of the old one (RFC 6749 §6).
      #
      # @api private
      class RefreshGrant
        include Unserializable

        # @param client [Client]
        def initialize(client)
          @client = client
        end

        # @param pair [Hash, nil]
        # @return [Boolean]
        def possible?(pair)
          !pair.nil? && !pair["refresh_token"].to_s.empty?
        end

        # @param pair [Hash]
        # @return [AccessToken]
        # @raise [Error]
        def request(pair)
          AccessToken.from_hash(@client, pair).refresh!
        end
      end

      # How a new token of the application itself is got: by its credentials (RFC 6749 §4.4), as often as wanted.
      #
      # @api private
      class ClientCredentialsGrant
        include Unserializable

        # @param client [Client]
        # @param params [Hash] further parameters of the token request, such as `scope`
        def initialize(client, params)
          @client = client
          @params = params
        end

        # @return [true]
        def possible?(_pair)
          true
        end

        # @return [AccessToken]
        # @raise [Error]
        def request(_pair)
          @client.client_credentials.get_token(@params)
        end
      end
    end
  end
end
