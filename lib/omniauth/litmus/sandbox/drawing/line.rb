# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Drawing
        # A line of words, each in its own style.
        class Line
          # `text`:: a word, or blanks
          # `width`:: units
          Word = Struct.new(:text, :style, :width) do
            # @return [Font]
            def font = style.font
          end

          # Around a button: left and right, and above and below.
          PADDING = 10
          MARGIN = 9
          private_constant :Word, :PADDING, :MARGIN

          # @param runs [Array<Markup::Run>]
          # @param width [Numeric] of a line
          # @param around [Style] of the paragraph
          # @return [Array<Line>]
          def self.broken(runs, width, around)
            runs.flat_map { |run| words(run, width) }.each_with_object([new(around)]) do |word, lines|
              next lines.last << word if lines.last.width + word.width <= width || lines.last.empty?

              lines << new(around)
              lines.last << word unless word.text.start_with?(" ")
            end
          end

          def self.words(run, width)
            font = run.style.font
            longest = [(width / font.size).to_i, 1].max
            parts = run.text.scan(/ +|[^ ]+/)
            # An address may be longer than a line.
            parts = parts.flat_map { |part| font.width(part) > width ? part.scan(/.{1,#{longest}}/m) : [part] }
            parts.map { |part| Word.new(part, run.style, font.width(part)) }
          end
          private_class_method :words

          # @return [Numeric]
          attr_reader :width

          # @param around [Style]
          def initialize(around)
            @around = around
            @words = []
            @width = 0
          end

          # @param word [Word]
          # @return [self]
          def <<(word)
            @words << word
            @width += word.width
            self
          end

          # @return [Boolean]
          def empty? = @words.empty?

          # @return [Numeric] with the margins
          def height
            text_height + (2 * margin)
          end

          # @param canvas [Canvas]
          # @param area [Box] that is its own
          # @return [void]
          def draw(canvas, area)
            area = Box.new(start(area), area.top + margin, width, text_height)
            groups = @words.chunk_while { |one, other| one.style.equal?(other.style) }
            groups.each { |group| draw_group(canvas, group, area) }
          end

          private

          def start(area)
            case @around.align
            when "center" then area.centred(width)
            when "right" then area.left + area.width - width
            else area.left
            end
          end

          def text_height
            @words.map { |word| word.font.height }.max || @around.font.height
          end

          def margin
            @words.any? { |word| button?(word.style) } ? MARGIN : 0
          end

          # A link with a background of its own.
          def button?(style)
            style.background != @around.background
          end

          def draw_group(canvas, words, area)
            style = words.first.style
            behind(canvas, style, Box.new(area.left, area.top, words.sum(&:width), area.height))
            words.each do |word|
              word.font.write(canvas, word.text, area.left, area.bottom - word.font.height, style.colour)
              area.left += word.width
            end
          end

          def behind(canvas, style, area)
            if button?(style)
              canvas.fill(area.inside(-PADDING, -PADDING / 2), style.background, radius: 5)
            elsif style.link
              canvas.fill(Box.new(area.left, area.top + (area.height * 0.86), area.width, 1), style.colour)
            end
          end
        end
      end
    end
  end
end
