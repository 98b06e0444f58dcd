# frozen_string_literal: true

require_relative "resource"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # The base of the v3 API's endpoints, which share a rate limit.
        class V3Resource < Resource
          # @param rate_limit [Toolkit::FixedWindow, nil]
          # @param dependencies [Hash] see {Endpoint#initialize}
          def initialize(rate_limit:, **dependencies)
            super(**dependencies)
            @rate_limit = rate_limit
          end

          private

          # @yieldparam token [OAuth::Token] a valid one
          def limited_with_token(request)
            token, reason = authenticate(request)
            limited(request, token&.application_id || request.get_header("REMOTE_ADDR")) do
              reason ? refused(request, reason) : yield(token)
            end
          end

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
