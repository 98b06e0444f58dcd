# frozen_string_literal: true

require_relative "../litmus"

module OmniAuth
  module Litmus
    # Litmus's v3 API: the calls that need no further agreement. It takes tokens of the application itself, and allows
    # 300 requests in 15 minutes.
    #
    #     api = OmniAuth::Litmus::V3Api.new(client.client_credentials.get_token)
    #     api.ping_authenticated
    #
    # Loaded by a require of its own, `omniauth/litmus/v3_api`. Refusals are {ApiError} and {RateLimited}.
    class V3Api
      include Unserializable

      # @return [String] the origin of the API
      attr_reader :host

      # @param source [TokenSource, AccessToken] anything with a `get` that sends a token
      # @param host [String] an origin
      def initialize(source, host: API_HOST)
        @source = source
        @host = Plain.text(host).to_s.delete_suffix("/")
      end

      # `GET /v3/ping`
      #
      # @return [true] if the API answers
      # @raise [Error]
      def ping
        answers?("/v3/ping")
      end

      # `GET /v3/ping/authenticated`. The response echoes the token, so it is not returned.
      #
      # @return [true] if the API accepts the token
      # @raise [Error]
      def ping_authenticated
        answers?("/v3/ping/authenticated")
      end

      # @return [String] without the token
      def inspect
        "#<#{self.class} host=#{host.inspect}>"
      end

      private

      # Raises even with the client's `raise_errors: false`, because a refusal must not be `true`.
      def answers?(path)
        @source.get("#{host}#{path}", raise_errors: true)
        true
      end
    end
  end
end
