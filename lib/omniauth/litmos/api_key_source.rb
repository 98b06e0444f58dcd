# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Calls with an API key: to the core a token in a header of its own, and guarded like any.
    #
    # @api private
    class ApiKeySource
      include OmniAuth::Litmus::Unserializable

      # So many keys are remembered: what a call ends in is told by then.
      REMEMBERED = 8
      private_constant :REMEMBERED

      # @return [Array<String>] the keys that were shown last
      attr_reader :keys

      # @param client [OmniAuth::Litmus::Client]
      # @yieldreturn [String] the API key, which may be another one for each call
      def initialize(client, &api_key)
        @client = client
        @api_key = api_key
        @keys = []
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
        key = @api_key.call
        @keys = [*@keys, key].uniq.last(REMEMBERED) unless @keys.last == key
        OmniAuth::Litmus::AccessToken.new(@client, key, header_name: "apikey", header_format: "%s")
      end
    end
  end
end
