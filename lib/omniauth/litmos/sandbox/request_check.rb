# frozen_string_literal: true

require "rack/utils"

module OmniAuth
  module Litmos
    class Sandbox
      # What each request is checked for before an endpoint sees it: https, the key, the rate limit and the source.
      #
      # @api private
      class RequestCheck
        include OmniAuth::Litmus::Unserializable

        # @param settings [Settings]
        def initialize(settings)
          @settings = settings
          @lock = Mutex.new
          @window = SlidingWindow.new(rate: settings.rate_limit, window: settings.rate_window) if settings.rate_limit
        end

        # @param request [OmniAuth::Litmus::Sandbox::Toolkit::Request]
        # @return [Integer, nil] the status with which to refuse the request
        def refusal(request)
          status, error = status_and_error(request)
          request.note(error:) if error
          status
        end

        private

        def status_and_error(request)
          return [403, "plain http"] if @settings.https_only && !request.ssl?
          return [403, "bad key"] unless authenticated?(request)
          return [@settings.limit_status, "rate_limited"] unless within_rate_limit?
          return [411, "no length"] if lacks_length?(request)

          [403, "no source"] if request.query["source"].to_s.empty?
        end

        def authenticated?(request)
          key = request.get_header("HTTP_APIKEY")
          return true if key && @settings.api_keys.any? { |known| Rack::Utils.secure_compare(known, key) }

          token = request.get_header("HTTP_AUTHORIZATION").to_s[/\ABearer +(\S+)\z/i, 1]
          token && @settings.tokens&.call(token)
        end

        # Litmos's servers want to know that a body is empty. One that has a type is not.
        def lacks_length?(request)
          (request.post? || request.put?) && request.content_length.nil? && request.content_type.nil? &&
            !request.get_header("HTTP_TRANSFER_ENCODING")
        end

        # Refused requests are not counted.
        def within_rate_limit?
          @window.nil? || @lock.synchronize { @window.acquire(now: @settings.now).positive? }
        end
      end
    end
  end
end
