# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module OAuth
        # An error of the token endpoint (RFC 6749 §5.2), in Doorkeeper's words.
        class TokenError < StandardError
          DESCRIPTIONS = {
            "invalid_client" => "Client authentication failed due to unknown client, no client authentication " \
                                "included, or unsupported authentication method.",
            "invalid_grant" => "The provided authorization grant is invalid, expired, revoked, does not match the " \
                               "redirection URI used in the authorization request, or was issued to another client.",
            "invalid_scope" => "The requested scope is invalid, unknown, or malformed.",
            "unauthorized_client" => "You are not authorized to revoke this token",
            "unsupported_grant_type" => "The authorization grant type is not supported by the authorization server."
          }.freeze

          # @return [String]
          attr_reader :code

          # @param parameter [String]
          # @return [TokenError]
          def self.missing(parameter)
            new("invalid_request", "Missing required parameter: #{parameter}.")
          end

          # @param code [String]
          # @param description [String]
          def initialize(code, description = DESCRIPTIONS.fetch(code))
            super(description)
            @code = code
          end

          # @return [String] for the header WWW-Authenticate, which Doorkeeper sends with each error
          def challenge
            %(Bearer realm="Doorkeeper", error="#{code}", error_description="#{message}")
          end

          # @return [Hash] the body
          def document
            { error: code, error_description: message }
          end
        end
      end
    end
  end
end
