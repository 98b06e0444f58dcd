# frozen_string_literal: true

module OmniAuth
  module Litmos
    module Limiters
      # Waits for a limiter. Including classes have {Memory#take}, which does not wait, {Memory#held?}, {Memory#rate}
      # and {Memory#window}.
      module Waiting
        # Latency varies, so requests may arrive closer together than they were sent. The window is longer by this part
        # of it, and at least by this many seconds.
        PADDING = 0.02
        MIN_PADDING = 0.1
        # Added to a wait, so that callers do not wake all at once.
        JITTER = (0.0..0.02)
        private_constant :PADDING, :MIN_PADDING, :JITTER

        # Waits until requests are granted.
        #
        # @param deadline [Deadline]
        # @param most [Integer] how many are wanted
        # @return [Integer] how many are granted, at least 1
        # @raise [RateLimited] at once, if the wait would go beyond the deadline
        def acquire(deadline, most = 1)
          loop do
            granted_or_wait = take(most)
            return granted_or_wait if granted_or_wait.is_a?(Integer)
            raise refusal(granted_or_wait) if granted_or_wait > deadline.remaining

            sleep(granted_or_wait + rand(JITTER))
          end
        end

        # @param seconds [Float] until requests are granted
        # @param response [Response, nil] if it was the API that refused a request
        # @return [RateLimited]
        def refusal(seconds, response = nil)
          OmniAuth::Litmus::RateLimited.new(
            "#{reason(response)}, and the deadline leaves no time to wait",
            code: :rate_limited, retryable: true, limit: rate, response:,
            retry_at: (Time.now.to_f + seconds).ceil, hint: "Wait until retry_at, or give the call a longer timeout"
          )
        end

        private

        # A 503 of Litmos means that the rate limit is used up, or that it is down.
        def reason(response)
          if response
            "Litmos answered with HTTP #{response.status}, which may mean its rate limit or an outage"
          elsif held?
            "Litmos has refused a request with this key, and all calls pause"
          else
            "#{rate} requests in #{window} s are made"
          end
        end

        # @return [Float] seconds
        def padded_window
          window + [window * PADDING, MIN_PADDING].max
        end
      end
    end
  end
end
