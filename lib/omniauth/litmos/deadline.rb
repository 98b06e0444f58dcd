# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The end of the time that a call may take, its waiting included.
    #
    # @api private
    class Deadline
      # @return [Numeric] seconds in all
      attr_reader :seconds

      # @param seconds [Numeric]
      # @raise [ConfigurationError] for what is no time
      def initialize(seconds)
        seconds = OmniAuth::Litmus::Plain.number(seconds)
        unless seconds.is_a?(Numeric) && seconds.positive?
          hint = "Give a number of seconds, such as 60 or 0.5"
          raise OmniAuth::Litmus::ConfigurationError.new("A deadline is not a number of seconds above 0",
                                                         code: :invalid_timeout, hint:)
        end

        @seconds = seconds
        @end = now + seconds
      end

      # @return [Float] seconds; none is 0
      def left
        [@end - now, 0.0].max
      end

      private

      def now
        Process.clock_gettime(Process::CLOCK_MONOTONIC)
      end
    end
  end
end
