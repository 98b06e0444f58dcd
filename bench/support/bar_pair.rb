# frozen_string_literal: true

require_relative "drawing"

module Bench
  # A row of the plot: the figures of the Ruby stack and of this gem as bars, and the goal as a mark across them.
  class BarPair
    include Drawing

    # How high a pair is, with the space around it.
    HEIGHT = 48
    # Where the bars begin, and how long the longer one is.
    LEFT = 300
    LENGTH = 400
    # Letters of a question that stand in a line.
    LINE = 40
    private_constant :LINE

    # @param row [Row]
    # @param top [Integer]
    def initialize(row, top)
      @row = row
      @top = top
      @scale = LENGTH / [row.ruby_stack, row.ours].max.to_f
      @goal = goal
    end

    # @return [String]
    def svg
      parts = [*question, *figure(:ruby_stack, @top + 7), *figure(:ours, @top + BAR + 10)]
      parts << mark(LEFT + @goal, @top + 5, (2 * BAR) + 7) if @goal
      parts.join("\n")
    end

    private

    # Where the goal is, unless it lies beyond the longer bar.
    def goal
      length = @row.goal ? @scale * @row.goal.on_scale(@row) : Float::INFINITY
      length if length <= LENGTH
    end

    def question
      lines = wrap(@row.question.delete("`"))
      base = @top + (lines.size == 1 ? 20 : 15)
      better = @row.more_is_better ? "more is better" : "less is better"
      lines.each_with_index.map { |line, index| text(20, base + (14 * index), line) } <<
        text(20, base + (14 * lines.size) - 1, better, colour: FAINT, size: 10)
    end

    def figure(name, top)
      length = [@scale * @row[name], 1].max
      words = @row.unit.text(@row[name])
      words += " (#{@row.ratio_text} better)" if name == :ours
      [bar(LEFT, top, length, COLOURS[name]), text(LEFT + beside(length, words), top + BAR - 2, words, size: 12)]
    end

    # Where words after a bar begin: the mark must not cross them.
    def beside(length, words)
      @goal&.between?(length, length + 6 + (7 * words.length)) ? @goal + 8 : length + 6
    end

    def wrap(words)
      words.split.each_with_object([+""]) do |word, lines|
        lines << +"" if lines.last.length + word.length > LINE
        lines.last << (lines.last.empty? ? word : " #{word}")
      end
    end
  end
end
