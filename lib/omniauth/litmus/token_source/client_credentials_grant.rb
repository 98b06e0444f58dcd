# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # Requests a new token with the application's credentials (RFC 6749 §4.4), which is always possible.
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
        def possible?(_tokens)
          true
        end

        # @return [AccessToken]
        # @raise [Error]
        def request(_tokens)
          @client.client_credentials.get_token(@params)
        end
      end
    end
  end
end
