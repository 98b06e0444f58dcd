# frozen_string_literal: true

module OmniAuth
  module Litmus
    # How far a command is, on a terminal:
    #
    #     [############------------]  50 %  12000 rows
    #
    # @api private
    class ProgressBar
      WIDTH = 24
      private_constant :WIDTH

      # @param output [IO] nothing is drawn unless it is a terminal
      def initialize(output)
        @output = output
      end

      # @param part [Numeric] from 0 to 1
      # @param text [String] such as `"12000 rows"`
      # @return [void]
      def show(part, text)
        return unless @output.tty?

        @drawn = true
        marks = ("#" * (WIDTH * part).floor).ljust(WIDTH, "-")
        @output.print("\r[#{marks}] #{(100 * part).floor.to_s.rjust(3)} %  #{text}")
        @output.flush
      end

      # Ends the line, so that what follows has its own.
      #
      # @return [void]
      def finish
        @output.puts if @drawn
        @drawn = false
      end
    end
  end
end
