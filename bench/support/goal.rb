# frozen_string_literal: true

module Bench
  # What a figure should be.
  class Goal
    # @param kind [Symbol] `:at_most`, `:over_bare` (at most so much more than bare OmniAuth), or `:times` (at least so
    #   many times the Ruby stack's)
    # @param limit [Numeric]
    def initialize(kind, limit)
      @kind = kind
      @limit = limit
    end

    # @param row [Row]
    # @return [Boolean]
    def reached?(row)
      case @kind
      when :at_most then row.ours <= @limit
      when :over_bare then row.ours - row.bare <= @limit
      when :times then row.ours >= @limit * row.ruby_stack
      end
    end

    # @return [Numeric, nil] the goal on the scale of the row's figures
    def on_scale(row)
      case @kind
      when :at_most then @limit
      when :over_bare then row.bare + @limit
      when :times then @limit * row.ruby_stack
      end
    end

    # @param unit [Unit]
    # @return [String]
    def text(unit)
      case @kind
      when :at_most then "≤ #{unit.text(@limit)}"
      when :over_bare then "≤ bare + #{unit.text(@limit)}"
      when :times then "≥ #{@limit} × the Ruby stack"
      end
    end
  end
end
