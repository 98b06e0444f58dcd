# frozen_string_literal: true

require_relative "../litmus"
require_relative "v3_api/email_guardian"
require_relative "v3_api/resource"

module OmniAuth
  module Litmus
    # Litmus's v3 API. It takes tokens of the application itself, and allows 300 requests in 15 minutes. Litmus gives
    # access to all but the ping case by case ("early access").
    #
    #     api = OmniAuth::Litmus::V3Api.new(OmniAuth::Litmus::TokenSource.client_credentials(client))
    #     user = api.create_integration_user
    #     email = api.email_guardian.enroll("<h1>Hello</h1>", integration_user_id: user.id)
    #
    # Loaded by a require of its own, `omniauth/litmus/v3_api`. Refusals are {ApiError} and {RateLimited}.
    class V3Api
      include Unserializable

      # The media type of JSON:API, which the v3 API speaks.
      MEDIA_TYPE = "application/vnd.api+json"

      # @return [String] the origin of the API
      attr_reader :host

      # @param source [TokenSource, AccessToken] anything with `get`, `post` and `delete` that send a token
      # @param host [String] an origin
      # @raise [ArgumentError] without a source
      def initialize(source, host: API_HOST)
        @source = source or raise ArgumentError, "give a source of tokens, such as a TokenSource"
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

      # Makes an anonymous user, in whose name e-mails are monitored. Keep its id: there is no list of them.
      #
      # @return [Resource] with the `id`
      # @raise [Error]
      def create_integration_user
        create("/v3/integration-users", type: "integration-users")
      end

      # @return [EmailGuardian] monitors e-mails
      def email_guardian
        EmailGuardian.new(self)
      end

      # @api private
      # @param path [String]
      # @param type [String] JSON:API's word for what is created
      # @param attributes [Hash, nil]
      # @param params [Hash] the query
      # @return [Resource]
      # @raise [Error]
      def create(path, type:, attributes: nil, params: {})
        document = { data: { type:, attributes: }.compact }
        answer = ask(:post, path, params:, json: document, headers: { "Content-Type" => MEDIA_TYPE }).parsed
        data = answer["data"] if answer.is_a?(Hash)
        return Resource.new(data) if data.is_a?(Hash) && data["id"]

        hint = "Check that the address is that of the v3 API"
        raise ProtocolError.new("The v3 API's response has no data with an id", code: :unexpected_answer, hint:)
      end

      # @api private
      # @param path [String]
      # @param params [Hash] the query
      # @return [true]
      # @raise [Error]
      def remove(path, params: {})
        ask(:delete, path, params:)
        true
      end

      # @return [String] without the token
      def inspect
        "#<#{self.class} host=#{host.inspect}>"
      end

      private

      def answers?(path)
        ask(:get, path)
        true
      end

      # Raises even with the client's `raise_errors: false`, because a refusal must not be `true`.
      def ask(verb, path, headers: {}, **opts)
        opts = { **opts, headers: { "Accept" => MEDIA_TYPE, **headers }, raise_errors: true }
        Response.final(@source.public_send(verb, "#{host}#{path}", opts))
      end
    end
  end
end
