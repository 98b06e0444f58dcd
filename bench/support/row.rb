# frozen_string_literal: true

module Bench
  # The answer to one question: a figure for each implementation that has one, what physics or OmniAuth alone would
  # take, and the goal.
  Row = Struct.new(:question, :unit, :ruby_stack, :bare, :ours, :floor, :goal, :more_is_better, keyword_init: true) do
    # @return [Boolean, nil] nil without a goal
    def reached?
      goal&.reached?(self)
    end

    # @return [Float, nil] how many times better than the Ruby stack
    def ratio
      return unless ruby_stack && ours && !unit.difference? && (ruby_stack.positive? || ours.positive?)

      more_is_better ? ours.fdiv(ruby_stack) : ruby_stack.fdiv(ours)
    end

    # @return [String] the ratio, with as many digits as make sense
    def ratio_text
      return "–" unless ratio&.finite?

      "#{ratio.round(ratio < 10 ? 1 : 0)} ×"
    end

    # @return [Array<String>] question, Ruby stack, bare OmniAuth, this gem, ratio, floor, goal, reached
    def cells
      [question, *[ruby_stack, bare, ours].map { |figure| figure_text(figure) }, ratio_text, floor || "–",
       goal&.text(unit) || "–", { true => "yes", false => "**no**" }.fetch(reached?, "")]
    end

    private

    def figure_text(figure)
      figure ? unit.text(figure) : "–"
    end
  end
end
