# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Calls with an API key: to the core a token in a header of its own, and guarded like any.
    #
    # @api private
    class KeyAccess
      include OmniAuth::Litmus::Unserializable

      # @param client [OmniAuth::Litmus::Client]
      # @yieldreturn [String] the API key, which may be another one for each call
      def initialize(client, &api_key)
        @client = client
        @api_key = api_key
      end

      # @see OmniAuth::Litmus::Client#request
      def request(verb, url, opts)
        @client.request(verb, url, { **opts, access_token: token })
      end

      # @see OmniAuth::Litmus::Client#batch
      def batch(requests, **opts, &)
        @client.batch(requests, access_token: token, **opts, &)
      end

      private

      def token
        OmniAuth::Litmus::AccessToken.new(@client, @api_key.call, header_name: "apikey", header_format: "%s")
      end
    end
  end
end
