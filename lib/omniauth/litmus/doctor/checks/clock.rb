# frozen_string_literal: true

require "time"

module OmniAuth
  module Litmus
    class Doctor
      # Do this machine's clock and the server's agree (the header Date, RFC 9110 §6.6.1)? Certificates, and the expiry
      # of tokens, are judged by ours.
      #
      # @api private
      class Clock < Check
        NAME = :clock
        # Seconds from which a difference is worth a warning, and from which it is a fault.
        NOTICED = 60
        WRONG = 300

        private

        def obstacle
          unreachable
        end

        def findings
          theirs = date
          [theirs ? judged((context.received_at - theirs).round) : skipped(:no_date, "#{target.host} tells no time.")]
        end

        # @param offset [Integer] seconds that our clock is ahead
        def judged(offset)
          return ok("This machine's clock agrees with that of #{target.host}.") if offset.abs <= NOTICED

          way = offset.positive? ? "ahead of" : "behind"
          finding(offset.abs > WRONG ? :failed : :warning, :clock_skew,
                  "This machine's clock is #{span(offset.abs)} #{way} that of #{target.host}.",
                  "Set it by NTP (timedatectl set-ntp true): a wrong clock rejects certificates and misjudges expiry.")
        end

        # A cache on the way tells how old its answer is (RFC 9111 §5.1).
        def date
          headers = context.home.headers
          headers.key?("date") && (Time.httpdate(headers["date"]) + headers["age"].to_i)
        rescue ArgumentError
          nil
        end

        def span(seconds)
          return "#{seconds} seconds" if seconds < 120

          seconds < 7200 ? "#{(seconds / 60.0).round} minutes" : "#{(seconds / 3600.0).round} hours"
        end
      end
    end
  end
end
