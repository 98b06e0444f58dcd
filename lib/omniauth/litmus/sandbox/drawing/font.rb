# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Drawing
        # Writes with a pen: see {Glyphs}.
        class Font
          @kept = {}

          # @param size [Numeric]
          # @param looks [Hash] as for {#initialize}
          # @return [Font] kept, since it knows its letters then
          def self.of(size, **looks)
            @kept[[size, looks]] || new(size, **looks).tap do |font|
              @kept = { **@kept, [size, looks] => font } if @kept.size < 100
            end
          end

          # Units of a glyph in a size of 1: a capital is 0.7 of it.
          UNIT = 0.035
          # Between two letters.
          GAP = 4
          FIXED_WIDTH = 13
          PEN = 2.3
          BOLD_PEN = 3.8
          # Of a line, in sizes.
          LINE = 1.45
          # What would be smaller is a grey line, as in real thumbnails.
          LEGIBLE = 4.5
          private_constant :UNIT, :GAP, :FIXED_WIDTH, :PEN, :BOLD_PEN, :LEGIBLE

          # @return [Numeric] of what is written, in units of the canvas
          attr_reader :size

          # @param size [Numeric]
          # @param bold [Boolean]
          # @param italic [Boolean]
          # @param fixed [Boolean] whether all letters have one width
          def initialize(size, bold: false, italic: false, fixed: false)
            @size = size
            @bold = bold
            @italic = italic
            @fixed = fixed
            @dots = {}
          end

          # @param text [String]
          # @return [Float] its width in units of the canvas
          def width(text)
            text.each_grapheme_cluster.sum { |letter| advance(letter) }
          end

          # @return [Float] of a line
          def height
            size * LINE
          end

          # @param text [String]
          # @param width [Numeric]
          # @return [String] as much of it as is no wider
          def shortened(text, width)
            text = "#{text[0, text.length - 2]}…" while width(text) > width && text.length > 3
            text
          end

          # @param canvas [Canvas]
          # @param text [String]
          # @param left [Numeric]
          # @param top [Numeric] of the line
          # @param colour [Array<Integer>]
          # @return [Float] where the text ends
          def write(canvas, text, left, top, colour)
            return line(canvas, text, left, top, colour) if size * canvas.scale < LEGIBLE

            top += (height - (size * 0.7)) / 2
            text.each_grapheme_cluster do |letter|
              canvas.stamp(dots(letter, size * canvas.scale * UNIT), left, top, colour)
              left += advance(letter)
            end
            left
          end

          private

          def advance(letter)
            ((@fixed ? FIXED_WIDTH : Glyphs.find(letter).first) + GAP) * size * UNIT
          end

          def line(canvas, text, left, top, colour)
            width = width(text)
            faint = colour.map { |part| part + ((255 - part) / 2) }
            canvas.fill(Box.new(left, top + (size * 0.5), width, size * 0.45), faint) unless text.strip.empty?
            left + width
          end

          # @return [Array(Integer, Integer, Float)] the pixels of a letter, as for {Canvas#stamp}
          def dots(letter, unit)
            @dots[[letter, unit]] ||= begin
              width, lines = Glyphs.find(letter)
              right = (GAP / 2.0) + (@fixed ? [(FIXED_WIDTH - width) / 2, 0].max : 0)
              covers = {}
              lines.each { |line| cover(covers, slanted(line, right).map { |at| at * unit }, pen(unit)) }
              covers.map { |(column, row), cover| [column, row, cover] }
            end
          end

          # Never thinner than most of a pixel.
          def pen(unit)
            [(@bold ? BOLD_PEN : PEN) * unit, 0.9].max / 2
          end

          def slanted(line, right)
            line.each_slice(2).flat_map { |across, down| [across + right + (@italic ? (20 - down) * 0.2 : 0), down] }
          end

          # The pixels near a line, by their distance.
          def cover(covers, line, pen)
            segment = Segment.new(line)
            segment.each_pixel(pen + 1) do |column, row|
              cover = pen + 0.5 - segment.distance(column, row)
              covers[[column, row]] = [covers.fetch([column, row], 0), [cover, 1].min].max if cover.positive?
            end
          end
        end
      end
    end
  end
end
