# frozen_string_literal: true

require "time"

module OmniAuth
  module Litmus
    class Doctor
      module Checks
        # Does this machine's clock agree with that of the server (the header Date, RFC 9110 §6.6.1)? It decides whether
        # certificates and tokens have expired.
        #
        # @api private
        class Clock < Check
          NAME = :clock
          # Seconds of difference above which there is a warning, or a failure.
          TOLERATED = 60
          FAILED = 300

          private

          def obstacle
            unreachable
          end

          def findings
            theirs = date
            [theirs ? judged((context.received_at - theirs).round) : skipped(:no_date, "#{target.host} sends no Date.")]
          end

          # @param offset [Integer] seconds by which our clock is ahead
          def judged(offset)
            return ok("This machine's clock agrees with that of #{target.host}.") if offset.abs <= TOLERATED

            way = offset.positive? ? "ahead of" : "behind"
            finding(offset.abs > FAILED ? :failed : :warning, :clock_skew,
                    "This machine's clock is #{span(offset.abs)} #{way} that of #{target.host}.",
                    "Set it by NTP (timedatectl set-ntp true): a wrong clock rejects certificates and misjudges " \
                    "expiry.")
          end

          # A cache sends the age of its response (RFC 9111 §5.1).
          def date
            headers = context.home_response.headers
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
end
