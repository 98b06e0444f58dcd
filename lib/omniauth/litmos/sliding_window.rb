# frozen_string_literal: true

module OmniAuth
  module Litmos
    # A rate limit by a sliding window: no stretch of time as long as the window has more than `rate` requests in it,
    # wherever it begins. Not thread-safe; times are Floats, or Times.
    #
    #     window = SlidingWindow.new(rate: 100, window: 60)
    #     window.acquire(now: 0.0, most: 70)  # => 70
    #     window.acquire(now: 1.0, most: 70)  # => 30
    #     window.wait(now: 1.0)               # => 59.0
    #
    # @api private
    class SlidingWindow
      # @param rate [Integer] requests
      # @param window [Numeric] seconds
      def initialize(rate:, window:)
        @rate = rate
        @window = window
        @requests = []
      end

      # @param now [Float, Time]
      # @param most [Integer] how many are wanted
      # @return [Integer] how many are granted, and counted; possibly 0
      def acquire(now:, most: 1)
        @requests.shift while @requests.any? && @requests.first <= now - @window
        granted = (@rate - @requests.length).clamp(0, most)
        add(granted, now:)
        granted
      end

      # Counts requests that were made without asking.
      #
      # @param count [Integer]
      # @param now [Float, Time]
      # @return [void]
      def add(count, now:)
        count.times { @requests << now }
      end

      # @param now [Float, Time]
      # @return [Float] seconds until {#acquire} grants a request again, after it has granted none
      def wait(now:)
        @requests.first + @window - now
      end
    end
  end
end
