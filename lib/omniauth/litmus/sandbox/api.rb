# frozen_string_literal: true

require "securerandom"
require_relative "authorization_request"
require_relative "endpoint"
require_relative "rate_limit"

module OmniAuth
  module Litmus
    class Sandbox
      # The part of Litmus's APIs that a partner meets first: who signed in, one call of the Instant API, the v3 ping.
      class Api < Endpoint
        # Why a token is not accepted: status, error and description, in Doorkeeper's words.
        REASONS = {
          unknown: [401, "invalid_token", "The access token is invalid"],
          revoked: [401, "invalid_token", "The access token was revoked"],
          expired: [401, "invalid_token", "The access token expired"],
          narrow: [403, "invalid_scope", "Access to this resource requires scope full"]
        }.freeze

        # Members of an Instant API e-mail of which it needs one.
        CONTENTS = %w[plain_text html_text raw_source].freeze

        def initialize(**house)
          super
          @rate_limit = RateLimit.new(settings)
        end

        # `GET /v2/users/current`
        def current_user(request)
          with_token(request) do |token|
            user = settings.users[token.user_id]
            next Reply.problem(403, "Forbidden", "This token was not issued for a user.") unless user

            Reply.json(200, { user: user.profile })
          end
        end

        # `POST /v1/emails`, of the Instant API
        def create_email(request)
          with_token(request) do
            next Reply.json(200, { email_guid: SecureRandom.uuid }) if CONTENTS.any? do |name|
                                                                         request.fields.key?(name)
                                                                       end

            Reply.problem(400, "Bad Request", "An e-mail needs one of #{CONTENTS.join(", ")}.")
          rescue Request::Unreadable
            Reply.problem(400, "Bad Request", "The body of the request cannot be read.")
          end
        end

        # `GET /v3/ping`
        def ping(request)
          limited(request, request.get_header("REMOTE_ADDR")) { Reply.json(200, { ping: "pong" }) }
        end

        # `GET /v3/ping/authenticated`: echoes the token, as Litmus does
        def authenticated_ping(request)
          token, reason = authenticate(request)
          limited(request, token&.application_id || request.get_header("REMOTE_ADDR")) do
            next refused(request, reason) if reason

            Reply.json(200, { ping: "pong", token: token.access_token })
          end
        end

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

        def limited(request, key)
          allowance = @rate_limit.take(key) or return yield
          response = allowance.granted ? yield : too_many(request)
          response[1].update(allowance.headers)
          response
        end

        def too_many(request)
          request.note(error: "rate_limited")
          Reply.problem(429, "Too Many Requests", "The limit is reached; X-RateLimit-Reset says when it begins anew.")
        end
      end
    end
  end
end
