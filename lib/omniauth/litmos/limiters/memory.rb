# frozen_string_literal: true

require_relative "waiting"

module OmniAuth
  module Litmos
    # Rate limiters on this side of the network, where waiting costs no request. A limiter counts the requests of a
    # sliding window, so it keeps to the limit whenever the API's own window begins.
    module Limiters
      # Counts the requests of this process; all clients of an organisation share a limiter.
      class Memory
        include Waiting

        # More organisations than an app has; beyond that, the oldest limiter is forgotten.
        MAX_SHARED = 1000
        private_constant :MAX_SHARED
        @shared = {}
        @lock = Mutex.new

        # @param key [String] requests with the same key are counted together
        # @param rate [Integer] requests
        # @param window [Numeric] seconds
        # @return [Memory] the same one for each call with these arguments
        def self.for(key, rate:, window:)
          @lock.synchronize do
            @shared.shift if @shared.length >= MAX_SHARED
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
          @requests = SlidingWindow.new(rate:, window: padded_window)
          @held_until = 0.0
          @lock = Mutex.new
        end

        # Grants requests without waiting.
        #
        # @param most [Integer] how many are wanted
        # @return [Integer] how many are granted, at least 1
        # @return [Float] or the seconds until the next one can be granted
        def take(most = 1)
          @lock.synchronize do
            now = self.now
            next @held_until - now if @held_until > now

            granted = @requests.acquire(now:, most:)
            granted.positive? ? granted : @requests.wait(now:)
          end
        end

        # Counts requests that were made without {#take}, such as retries of the core.
        #
        # @param count [Integer]
        # @return [void]
        def charge(count)
          @lock.synchronize { @requests.add(count, now:) }
        end

        # Grants nothing for a while, since the API has refused a request.
        #
        # @param seconds [Numeric]
        # @return [void]
        def hold(seconds)
          @lock.synchronize { @held_until = [@held_until, now + seconds].max }
        end

        # @return [Boolean] whether {#hold} is in effect
        def held?
          @lock.synchronize { @held_until > now }
        end

        private

        def now
          Process.clock_gettime(Process::CLOCK_MONOTONIC)
        end
      end
    end
  end
end
