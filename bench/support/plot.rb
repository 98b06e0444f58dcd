# frozen_string_literal: true

require_relative "bar_pair"
require_relative "drawing"

module Bench
  # results.svg: a pair of bars for each question that has a goal and that both can answer, each pair on a scale of its
  # own.
  class Plot
    include Drawing

    WIDTH = 860
    TOP = 74
    FONT = "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"
    private_constant :WIDTH, :TOP, :FONT

    # @param rows [Array<Row>]
    def initialize(rows)
      @rows = rows.select { |row| row.goal && row.ratio && row.ruby_stack.finite? && row.ours.finite? }
    end

    # @return [String]
    def svg
      <<~SVG
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 #{WIDTH} #{height}" width="#{WIDTH}" height="#{height}" role="img" font-family="#{FONT}">
        <title>The Ruby stack and this gem compared</title>
        <rect width="100%" height="100%" fill="#ffffff"/>
        #{text(20, 30, "What a login costs", size: 18)}
        #{legend.join("\n")}
        #{pairs.join("\n")}
        </svg>
      SVG
    end

    private

    def height = TOP + (BarPair::HEIGHT * @rows.size) + 12

    def legend
      left = BarPair::LEFT
      [text(20, 53, "each question on a scale of its own", colour: FAINT),
       bar(left, 42, 12, COLOURS[:ruby_stack]), text(left + 18, 53, "Ruby stack"),
       bar(left + 110, 42, 12, COLOURS[:ours]), text(left + 128, 53, "this gem"),
       mark(left + 210, 40, 16), text(left + 218, 53, "goal")]
    end

    def pairs
      @rows.each_with_index.flat_map do |row, index|
        top = TOP + (BarPair::HEIGHT * index)
        [rule(20, WIDTH - 20, top - 2), BarPair.new(row, top).svg]
      end
    end
  end
end
