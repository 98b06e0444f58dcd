# frozen_string_literal: true

require "rack/utils"

module OmniAuth
  module Litmos
    class Sandbox
      # Who comes in: why a request is refused before anyone reads what it asks for.
      class RequestCheck
        include OmniAuth::Litmus::Unserializable

        # @param settings [Settings]
        def initialize(settings)
          @settings = settings
          @allowance = Allowance.new(settings)
        end

        # @param request [OmniAuth::Litmus::Sandbox::Request]
        # @return [Integer, nil] the status of a refusal
        def refusal(request)
          status, error = judge(request)
          request.note(error:) if error
          status
        end

        private

        def judge(request)
          return [403, "plain http"] if @settings.https_only && !request.ssl?

          return [403, "bad key"] unless presented?(request)
          return [@settings.limit_status, "rate_limited"] unless @allowance.take?

          [403, "no source"] if request.query["source"].to_s.empty?
        end

        # @return [Boolean] whether the key or the token is good
        def presented?(request)
          key = request.get_header("HTTP_APIKEY")
          return true if key && @settings.api_keys.any? { |known| Rack::Utils.secure_compare(known, key) }

          token = request.get_header("HTTP_AUTHORIZATION").to_s[/\ABearer +(\S+)\z/i, 1]
          token && @settings.tokens&.call(token)
        end
      end
    end
  end
end
