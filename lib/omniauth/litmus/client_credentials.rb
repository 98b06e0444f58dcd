# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The client credentials grant (RFC 6749 §4.4), under the names of the oauth2 gem: a token of the application
    # itself, for Litmus's v3 API.
    class ClientCredentials
      include Unserializable

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # @param params [Hash] further parameters, such as `scope`
      # @param token_options [Hash] options of the {AccessToken}
      # @return [AccessToken]
      # @raise [Error] as for {Client#get_token}
      def get_token(params = {}, token_options = {})
        @client.get_token(params.to_h.merge("grant_type" => "client_credentials"), token_options)
      end
    end
  end
end
