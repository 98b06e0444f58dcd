# frozen_string_literal: true

module OmniAuth
  module Litmos
    module Limiters
      # How one waits for a limiter. A limiter counts the requests of the last window, whenever that began, and so keeps
      # to the limit however the API counts its minutes.
      #
      # Including classes have `take(most)`, which never waits: the number of requests that may be made now, as an
      # Integer, or the seconds until the next one may be, as a Float; `held?`, whether these are the pause after a
      # refusal; and `rate` and `window`.
      module Waiting
        # On their way requests come closer together: the window that is kept to is longer by this part of it, or at
        # least by so many seconds.
        MARGIN = 0.02
        LEAST_MARGIN = 0.1
        # What wakes everyone at once would wake all but one in vain.
        JITTER = (0.0..0.02)
        private_constant :MARGIN, :LEAST_MARGIN, :JITTER

        # Waits until a request may be made.
        #
        # @param deadline [Deadline]
        # @param most [Integer] how many are wanted
        # @return [Integer] how many may be made now
        # @raise [RateLimited] at once where that would take longer than the deadline
        def acquire(deadline, most = 1)
          loop do
            taken = take(most)
            return taken if taken.is_a?(Integer)
            raise refusal(taken) if taken > deadline.left

            sleep(taken + rand(JITTER))
          end
        end

        # @param seconds [Float] from now until requests may be made
        # @param response [Response, nil] of the API, where it was the one that refused
        # @return [RateLimited]
        def refusal(seconds, response = nil)
          OmniAuth::Litmus::RateLimited.new(
            "#{reason(response)}, and the deadline leaves no time to wait",
            code: :rate_limited, retryable: true, limit: rate, response:,
            retry_at: (Time.now.to_f + seconds).ceil, hint: "Wait until retry_at, or give the call a longer timeout"
          )
        end

        private

        # Litmos does not say whether others have used up the limit, or it is down.
        def reason(response)
          if response
            "Litmos answered with HTTP #{response.status}, which may mean its rate limit or a disturbance"
          elsif held?
            "Litmos has refused a request with this key, and others wait for the end of the pause"
          else
            "#{rate} requests in #{window} s are made"
          end
        end

        # @return [Float] seconds
        def kept_window
          window + [window * MARGIN, LEAST_MARGIN].max
        end
      end
    end
  end
end
