# frozen_string_literal: true

require_relative "../oauth/authorization_request"
require_relative "../endpoint"

module OmniAuth
  module Litmus
    class Sandbox
      # What a token opens.
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

        # @return [Array(Token, Symbol)] and a reason not to accept it
        def authenticate(request)
          token = store.use(presented(request)) or return [nil, :unknown]
          request.note(client_id: token.application_id, user_id: token.user_id)
          return [token, :revoked] if token.revoked?
          return [token, :expired] if token.expired?(settings.now)

          [token, (:narrow unless token.scope == AuthorizationRequest::SCOPE)]
        end

        # In the header (RFC 6750 §2.1), or in the URL, where the gem omniauth-litmus puts it.
        def presented(request)
          request.get_header("HTTP_AUTHORIZATION").to_s[/\ABearer +(\S+)\z/i, 1] || request.query["access_token"]
        end

        def refused(request, reason)
          status, error, description = REASONS.fetch(reason)
          request.note(error:)
          challenge = %(Bearer realm="Doorkeeper", error="#{error}", error_description="#{description}")
          Reply.empty(status, "www-authenticate" => challenge)
        end
      end
    end
  end
end
