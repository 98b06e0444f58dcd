# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Drawing
        # Lays blocks out in a column, from the top to the end of the picture.
        class Page
          # Of an image that is not shown.
          FRAME = [205, 209, 216].freeze
          PLACEHOLDER = [238, 241, 245].freeze
          BLOCKED = [255, 255, 255].freeze
          GREY = [110, 117, 128].freeze
          # Of a background beside the text.
          MARGIN = 16
          private_constant :FRAME, :PLACEHOLDER, :BLOCKED, :GREY, :MARGIN

          # @param canvas [Canvas]
          # @param column [Box] what is below it is left out
          # @param images [Boolean] whether the e-mail client loads them
          def initialize(canvas, column, images: true)
            @canvas = canvas
            @column = column
            @at = column.top
            @images = images
          end

          # @param blocks [Array<Markup::Block>]
          # @return [void]
          def draw(blocks)
            blocks.each do |block|
              break if full?

              advance(block.gap, block.style)
              send(block.kind, block)
            end
          end

          private

          def full?
            @at > @column.bottom
          end

          # Paints the background of what comes next.
          #
          # @return [Box] that
          def advance(height, style)
            area = Box.new(@column.left, @at, @column.width, height)
            behind = Box.new(area.left - MARGIN, area.top, area.width + (2 * MARGIN), height)
            @canvas.fill(behind, style.background) if style.background
            @at += height
            area
          end

          def text(block)
            lines = Line.broken(block.runs, @column.width - block.indent, block.style)
            lines.each_with_index do |line, index|
              break if full?

              area = advance(line.height, block.style)
              area.left += block.indent
              area.width -= block.indent
              bullet(block, area) if index.zero? && block.bullet
              line.draw(@canvas, area)
            end
          end

          def bullet(block, area)
            font = block.style.font
            left = area.left - font.width("#{block.bullet} ")
            font.write(@canvas, block.bullet, left, area.top, block.style.colour)
          end

          # A gap alone.
          def space(_block); end

          def rule(block)
            area = advance(20, block.style)
            @canvas.fill(Box.new(area.left, area.top + 9, area.width, 1.5), FRAME)
          end

          # A box with the words that stand for the image.
          def image(block)
            width, height = dimensions(block)
            area = advance(height + 6, block.style).inside(0, 3)
            area.left = area.centred(width) if block.style.align == "center"
            area.width = width
            frame(area)
            caption(block, area)
          end

          def dimensions(block)
            width = (block.width.positive? ? block.width : @column.width).clamp(40, @column.width)
            [width, (block.height.positive? ? block.height : width / 3).clamp(24, 240)]
          end

          def frame(area)
            @canvas.fill(area, FRAME)
            @canvas.fill(area.inside(1.5), @images ? PLACEHOLDER : BLOCKED)
          end

          def caption(block, area)
            font = Font.of(13)
            alt = block.alt.empty? ? "image" : block.alt
            words = font.shortened(@images ? alt : "× #{alt}", area.width - 12)
            top = area.top + ((area.height - font.height) / 2)
            font.write(@canvas, words, area.centred(font.width(words)), top, GREY)
          end
        end
      end
    end
  end
end
