# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Drawing
        # A piece of a pen's stroke, in pixels.
        class Segment
          # @param line [Array<Numeric>] `[x1, y1, x2, y2]`
          def initialize(line)
            @left, @top, right, bottom = line
            @across = right - @left
            @down = bottom - @top
            @length = (@across**2) + (@down**2)
          end

          # @param reach [Numeric]
          # @yieldparam column [Integer]
          # @yieldparam row [Integer]
          # @return [void]
          def each_pixel(reach, &block)
            rows = near(@top, @down, reach)
            near(@left, @across, reach).each { |column| rows.each { |row| block.call(column, row) } }
          end

          # @param column [Integer]
          # @param row [Integer]
          # @return [Float] from the middle of a pixel
          def distance(column, row)
            right = column + 0.5 - @left
            below = row + 0.5 - @top
            along = @length.zero? ? 0 : (((right * @across) + (below * @down)) / @length).clamp(0, 1)
            Math.hypot(right - (along * @across), below - (along * @down))
          end

          private

          def near(start, way, reach)
            first, last = [start, start + way].minmax
            (first - reach).floor..(last + reach).ceil
          end
        end
      end
    end
  end
end
