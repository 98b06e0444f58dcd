# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Makes calls with an API key, as a {OmniAuth::Litmus::TokenSource} does with tokens. For the core, a key is an
    # access token with another header, so it goes to the same hosts only.
    #
    # @api private
    class ApiKeySource
      include OmniAuth::Litmus::Unserializable

      # Keys to redact in error descriptions: of the calls that may still be in progress.
      MAX_KEYS = 8
      private_constant :MAX_KEYS

      # @return [Array<String>] the keys that were used last
      attr_reader :keys

      # @param client [OmniAuth::Litmus::Client]
      # @yieldreturn [String] the API key; called for each call
      def initialize(client, &api_key)
        @client = client
        @api_key = api_key
        @keys = []
      end

      # @see OmniAuth::Litmus::Client#request
      def request(verb, url, opts)
        response = @client.request(verb, url, { **opts, access_token: })
        response.error = explained(response.error) if response.error
        response
      end

      # @see OmniAuth::Litmus::Client#batch
      def batch(requests, **opts, &)
        @client.batch(requests, access_token:, **opts, &).map { |outcome| explained(outcome) }
      end

      private

      # A token would be renewed; a key has to be checked by the app.
      def explained(outcome)
        return outcome unless outcome.instance_of?(OmniAuth::Litmus::ApiError) && outcome.status == 401

        hint = "Check the API key: that of a user of this account who is active, and of this region"
        OmniAuth::Litmus::ApiError
          .new("Litmos does not accept the API key (HTTP 401)", code: outcome.code, hint:, response: outcome.response,
                                                                description: outcome.description)
          .with_trace(outcome.request_id, outcome.retries.map { |one| [one.reason, one.waited] })
      end

      def access_token
        key = @api_key.call
        @keys = [*@keys, key].uniq.last(MAX_KEYS) unless @keys.last == key
        OmniAuth::Litmus::AccessToken.new(@client, key, header_name: "apikey", header_format: "%s")
      end
    end
  end
end
