# frozen_string_literal: true

require_relative "../litmus"

module OmniAuth
  module Litmus
    # Litmus's v3 API, as far as it is open to everyone. It takes tokens of the application itself, and allows 300
    # requests in 15 minutes.
    #
    #     api = OmniAuth::Litmus::V3Api.new(client.client_credentials.get_token)
    #     api.ping_authenticated
    #
    # Loaded by a require of its own, `omniauth/litmus/v3_api`. What the API refuses is an {ApiError} or {RateLimited}.
    class V3Api
      include Unserializable

      # @return [String] the origin that is asked
      attr_reader :host

      # @param source [TokenSource, AccessToken] anything that answers `get` with a token
      # @param host [String] an origin
      def initialize(source, host: API_HOST)
        @source = source
        @host = Plain.text(host).to_s.delete_suffix("/")
      end

      # `GET /v3/ping`
      #
      # @return [true] when the API answers
      # @raise [Error]
      def ping
        answers?("/v3/ping")
      end

      # `GET /v3/ping/authenticated`. The answer echoes the token, and stays here.
      #
      # @return [true] when the API takes the token
      # @raise [Error]
      def ping_authenticated
        answers?("/v3/ping/authenticated")
      end

      # @return [String] without the token
      def inspect
        "#<#{self.class} host=#{host.inspect}>"
      end

      private

      # Whatever the client's `raise_errors` says: a refusal is not true.
      def answers?(path)
        @source.get("#{host}#{path}", raise_errors: true)
        true
      end
    end
  end
end
