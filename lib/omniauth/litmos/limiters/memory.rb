# frozen_string_literal: true

require_relative "waiting"

module OmniAuth
  module Litmos
    # Keep to the rate limit on this side, where waiting costs no request.
    module Limiters
      # For the threads and fibers of one process: clients of one organisation share one.
      class Memory
        include Waiting

        # More keys than an app has; the limiter that was made first is forgotten first.
        MOST = 1000
        private_constant :MOST
        @shared = {}
        @lock = Mutex.new

        # @param key [String] whose requests are counted together
        # @param rate [Integer] requests
        # @param window [Numeric] seconds
        # @return [Memory] the one that this process has for it
        def self.for(key, rate:, window:)
          @lock.synchronize do
            @shared.shift if @shared.length >= MOST
            @shared[[key, rate, window]] ||= new(rate:, window:)
          end
        end

        # @return [Integer] requests in a window
        attr_reader :rate

        # @return [Numeric] seconds
        attr_reader :window

        # @param rate [Integer] requests
        # @param window [Numeric] seconds
        def initialize(rate:, window:)
          @rate = rate
          @window = window
          @made = []
          @held_until = 0.0
          @lock = Mutex.new
        end

        # @see Waiting
        def take(most = 1)
          @lock.synchronize do
            now = self.now
            @made.shift while @made.any? && @made.first <= now - kept_window
            free = rate - @made.length
            next @held_until - now if @held_until > now
            next @made.first + kept_window - now unless free.positive?

            add([free, most].min, now)
          end
        end

        # Counts requests that were made without having been taken.
        #
        # @param count [Integer]
        # @return [void]
        def charge(count)
          @lock.synchronize { add(count, now) }
        end

        # The API has refused a request: nobody makes one for a while.
        #
        # @param seconds [Numeric]
        # @return [void]
        def hold(seconds)
          @lock.synchronize { @held_until = [@held_until, now + seconds].max }
        end

        # @return [Boolean] whether that while is not over
        def held?
          @lock.synchronize { @held_until > now }
        end

        private

        def add(count, now)
          count.times { @made << now }
          count
        end

        def now
          Process.clock_gettime(Process::CLOCK_MONOTONIC)
        end
      end
    end
  end
end
