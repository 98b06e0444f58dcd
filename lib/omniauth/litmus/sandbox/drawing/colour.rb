# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Drawing
        # Colours of HTML and CSS, as red, green and blue from 0 to 255.
        module Colour
          NAMES = {
            "white" => "fff", "black" => "000", "red" => "d22", "green" => "080", "blue" => "22d", "navy" => "008",
            "gray" => "808080", "grey" => "808080", "silver" => "c0c0c0", "orange" => "ffa500", "yellow" => "ff0",
            "purple" => "800080", "teal" => "008080", "maroon" => "800000", "lightgray" => "d3d3d3", "pink" => "ffc0cb"
          }.freeze
          private_constant :NAMES

          module_function

          # @param text [String, nil] `#abc`, `#aabbcc`, `rgb(1, 2, 3)` or a common name, first in the text
          # @return [Array<Integer>, nil]
          def parse(text)
            text = text.to_s.strip.downcase
            rgb(text) || hex(text[/\A#(\h{6}|\h{3})\b/, 1] || NAMES[text[/\A[a-z]+/]])
          end

          def rgb(text)
            parts = text[/\Argba?\(([\d\s,.]+)\)/, 1].to_s.split(",").first(3)
            parts.map { |part| part.to_i.clamp(0, 255) } if parts.length == 3
          end

          def hex(digits)
            return unless digits

            (digits.length == 3 ? digits.gsub(/./, '\0\0') : digits).scan(/../).map(&:hex)
          end

          # @param colour [Array<Integer>]
          # @return [Array<Integer>] for dark mode: what is light becomes dark, and a colour stays one
          def dark(colour)
            middle = colour.minmax.sum / 2
            colour.map { |part| (((part - middle) * 0.8) + ((255 - middle) * 0.85) + 24).round.clamp(0, 255) }
          end

          # @param colour [Array<Integer>]
          # @return [Array<Integer>] without its colour
          def grey(colour)
            Array.new(3, colour.zip([0.3, 0.59, 0.11]).sum { |part, weight| part * weight }.round)
          end
        end
      end
    end
  end
end
