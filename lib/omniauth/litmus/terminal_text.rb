# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Text from elsewhere, for a terminal. A name may have characters that move the cursor, clear the screen or change
    # the title of the window. They are written as in Ruby: `\e[2J`, `\u009B`.
    #
    # @api private
    module TerminalText
      # But for the ends of lines, and tabs.
      CONTROL = /(?!\r\n|[\n\t])[[:cntrl:]]/
      private_constant :CONTROL

      module_function

      # @param text [String]
      # @return [String]
      def of(text)
        text.scrub.gsub(CONTROL) { |character| character.dump[1..-2] }
      end
    end
  end
end
