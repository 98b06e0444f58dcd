# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Drawing
        # A rectangle, in units of a full-size picture.
        Box = Struct.new(:left, :top, :width, :height) do
          # @return [Numeric]
          def bottom
            top + height
          end

          # @param across [Numeric]
          # @param down [Numeric]
          # @return [Box] smaller by that on both sides
          def inside(across, down = across)
            Box.new(left + across, top + down, width - (2 * across), height - (2 * down))
          end

          # @param distance [Numeric]
          # @return [Box] without its upper part
          def below(distance)
            Box.new(left, top + distance, width, height - distance)
          end

          # @param inner [Numeric] a width
          # @return [Numeric] where something so wide begins, for it to be in the middle
          def centred(inner)
            left + ((width - inner) / 2.0)
          end
        end
      end
    end
  end
end
