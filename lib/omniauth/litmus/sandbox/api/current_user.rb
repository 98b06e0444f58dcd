# frozen_string_literal: true

require_relative "../toolkit/fixed_window"
require_relative "resource"

module OmniAuth
  module Litmus
    class Sandbox
      # What a partner meets first of the API: who signed in, and the v3 ping.
      class Api < Resource
        def initialize(**house)
          super
          @rate_limit = FixedWindow.new(settings)
        end

        # `GET /v2/users/current`
        def current_user(request)
          with_token(request) do |token|
            user = settings.users[token.user_id]
            next Reply.problem(403, "Forbidden", "This token was not issued for a user.") unless user

            Reply.json(200, { user: user.profile })
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
