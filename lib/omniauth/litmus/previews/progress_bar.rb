# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Previews
      # A line that fills up on a terminal; elsewhere a line at the end only.
      #
      # @api private
      class ProgressBar
        WIDTH = 30
        private_constant :WIDTH

        # @param output [IO]
        def initialize(output)
          @output = output
        end

        # @param done [Integer]
        # @param total [Integer]
        # @return [void]
        def show(done, total)
          return @output.puts("#{done} of #{total} pictures") if done == total && !@output.tty?
          return unless @output.tty?

          filled = WIDTH * done / total
          @output.print("\r[#{"#" * filled}#{" " * (WIDTH - filled)}] #{done} of #{total}#{"\n" if done == total}")
        end
      end
    end
  end
end
