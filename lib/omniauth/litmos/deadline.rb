# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The time limit of a call, including the time it waits for the rate limit.
    #
    # @api private
    class Deadline
      # @return [Numeric] the whole time, in seconds
      attr_reader :seconds

      # @param seconds [Numeric]
      # @raise [ConfigurationError] unless it is a positive number
      def initialize(seconds)
        seconds = OmniAuth::Litmus::Plain.number(seconds)
        unless seconds.is_a?(Numeric) && seconds.real? && seconds.positive?
          hint = "Give a number of seconds, such as 60 or 0.5"
          raise OmniAuth::Litmus::ConfigurationError.new("A deadline is not a positive number of seconds",
                                                         code: :invalid_timeout, hint:)
        end

        @seconds = seconds
        @end = now + seconds
      end

      # @return [Float] seconds; 0.0 once it has passed
      def remaining
        [@end - now, 0.0].max
      end

      private

      def now
        Process.clock_gettime(Process::CLOCK_MONOTONIC)
      end
    end
  end
end
