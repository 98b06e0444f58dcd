# frozen_string_literal: true

require_relative "resource"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # `GET /v3/ping` and `GET /v3/ping/authenticated`, within the rate limit of the v3 API.
        class Ping < Resource
          def initialize(**)
            super
            return unless settings.rate_limit

            @rate_limit = Toolkit::FixedWindow.new(settings.rate_limit, settings.rate_window, clock: settings.clock)
          end

          # Needs no token.
          #
          # @param request [Toolkit::Request]
          # @return [Array] a Rack response
          def show(request)
            limited(request, request.get_header("REMOTE_ADDR")) { json(200, { ping: "pong" }) }
          end

          # Echoes the token, as Litmus does.
          #
          # @param request [Toolkit::Request]
          # @return [Array] a Rack response
          def authenticated(request)
            token, reason = authenticate(request)
            limited(request, token&.application_id || request.get_header("REMOTE_ADDR")) do
              next refused(request, reason) if reason

              json(200, { ping: "pong", token: token.access_token })
            end
          end

          private

          def limited(request, key)
            return yield unless @rate_limit

            permit = @rate_limit.acquire(key)
            status, headers, body = permit.granted ? yield : too_many(request)
            [status, { **headers, **rate_limit_headers(permit) }, body]
          end

          def too_many(request)
            request.note(error: "rate_limited")
            problem(429, "Too Many Requests",
                    "The limit is reached; X-RateLimit-Reset says when the next window begins.")
          end

          # The reset is in seconds since the epoch.
          def rate_limit_headers(permit)
            { "x-ratelimit-limit" => permit.limit.to_s, "x-ratelimit-remaining" => permit.remaining.to_s,
              "x-ratelimit-reset" => permit.resets_at.to_i.to_s }
          end
        end
      end
    end
  end
end
