# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Report
      # How far a report is, on a terminal: the time that has been read, out of the whole.
      #
      #     [############------------]  50 %  12000 rows
      #
      # @api private
      class ProgressBar
        WIDTH = 24
        private_constant :WIDTH

        # @param output [IO] nothing is drawn unless it is a terminal
        # @param since [Time, nil]
        def initialize(output, since)
          @output = output
          @since = since
          @rows = 0
        end

        # @return [Integer]
        attr_reader :rows

        # @param rows [Integer] more of them
        # @param cursor [Cursor] after them
        # @return [void]
        def advance(rows, cursor)
          @rows += rows
          draw(done(cursor)) if @output.tty?
        end

        # @return [void]
        def finish
          @output.puts if @drawn
          @drawn = false
        end

        private

        def done(cursor)
          return 1 if cursor.done?
          return 0 unless @since && cursor.to

          ((cursor.from - @since) / (cursor.to - @since)).clamp(0, 1)
        end

        def draw(part)
          @drawn = true
          marks = ("#" * (WIDTH * part).floor).ljust(WIDTH, "-")
          @output.print("\r[#{marks}] #{(100 * part).floor.to_s.rjust(3)} %  #{@rows} rows")
          @output.flush
        end
      end
    end
  end
end
