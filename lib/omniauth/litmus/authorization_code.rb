# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The authorization code grant (RFC 6749 §4.1), under the names of the oauth2 gem.
    class AuthorizationCode
      include Unserializable

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # @param params [Hash] parameters of the authorization request
      # @return [Hash{String => Object}] the same, with `response_type` and `client_id`
      def authorize_params(params = {})
        request = { "response_type" => "code", "client_id" => @client.id.to_s }
        params.each { |name, value| request[name.to_s] = value }
        request
      end

      # The address to which a user is sent (RFC 6749 §4.1.1; Litmus guide, step 1).
      #
      # @param params [Hash] parameters of the authorization request, such as `redirect_uri` and `state`
      # @return [String]
      # @raise [ConfigurationError] for a missing client id, or a secret among the parameters
      def authorize_url(params = {})
        @client.authorize_url(authorize_params(params))
      end

      # Exchanges a code (RFC 6749 §4.1.3; Litmus guide, step 3). A code is never sent twice.
      #
      # @param code [String] the code of the callback
      # @param params [Hash] `redirect_uri` exactly as in the authorization request, `code_verifier` with PKCE
      # @param token_options [Hash] options of the {AccessToken}
      # @return [AccessToken]
      # @raise [Error] as for {Client#get_token}
      def get_token(code, params = {}, token_options = {})
        request = @client.redirection_params.update("grant_type" => "authorization_code", "code" => code)
        params.each { |name, value| request[name.to_s] = value }
        @client.get_token(request, token_options)
      end
    end
  end
end
