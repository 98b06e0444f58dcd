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
        @client.request(verb, url, { **opts, access_token: })
      end

      # @see OmniAuth::Litmus::Client#batch
      def batch(requests, **opts, &)
        @client.batch(requests, access_token:, **opts, &)
      end

      private

      def access_token
        key = @api_key.call
        @keys = [*@keys, key].uniq.last(MAX_KEYS) unless @keys.last == key
        OmniAuth::Litmus::AccessToken.new(@client, key, header_name: "apikey", header_format: "%s")
      end
    end
  end
end
