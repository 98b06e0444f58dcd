# frozen_string_literal: true

require_relative "../oauth/authorization_request"
require_relative "../endpoint"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # The base of the endpoints that take an access token.
        class Resource < Endpoint
          # Why a token is not accepted: status, error and description, in Doorkeeper's words.
          REASONS = {
            unknown: [401, "invalid_token", "The access token is invalid"],
            revoked: [401, "invalid_token", "The access token was revoked"],
            expired: [401, "invalid_token", "The access token expired"],
            narrow: [403, "invalid_scope", "Access to this resource requires scope full"]
          }.freeze

          private

          def with_token(request)
            token, reason = authenticate(request)
            reason ? refused(request, reason) : yield(token)
          end

          # @return [Array(OAuth::Token, nil)] for a good token
          # @return [Array(OAuth::Token, Symbol)] for a bad one, with a key of {REASONS}; without the token if it is
          #   unknown
          def authenticate(request)
            token = store.use(presented(request)) or return [nil, :unknown]
            request.note(client_id: token.application_id, user_id: token.user_id)
            return [token, :revoked] if token.revoked?
            return [token, :expired] if token.expired?(settings.now)

            [token, (:narrow unless token.scope == OAuth::AuthorizationRequest::SCOPE)]
          end

          # From the header (RFC 6750 §2.1), or from the URL, where the gem omniauth-litmus puts it.
          def presented(request)
            request.get_header("HTTP_AUTHORIZATION").to_s[/\ABearer +(\S+)\z/i, 1] || request.query["access_token"]
          end

          def refused(request, reason)
            status, error, description = REASONS.fetch(reason)
            request.note(error:)
            challenge = %(Bearer realm="Doorkeeper", error="#{error}", error_description="#{description}")
            empty(status, "www-authenticate" => challenge)
          end

          # An error as Litmus's APIs write it.
          def problem(status, title, description, headers = {})
            json(status, { status:, title:, description: }, headers)
          end
        end
      end
    end
  end
end
