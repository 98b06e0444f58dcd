# frozen_string_literal: true

require_relative "support/question"

module Bench
  # How many request phases does one process manage in a second, and how many objects does each allocate?
  class RequestPhase < Question
    ROUNDS = 7
    PHASES = { ruby_stack: 2_000, bare: 10_000, ours: 10_000 }.freeze

    # @return [Array<Row>]
    def rows
      medians = warm_rounds(PHASES.keys, ROUNDS) do |name, worker|
        cost = worker.ask(:request_phases, PHASES[name])
        { rate: PHASES[name] / cost[:seconds], objects: cost[:objects].fdiv(PHASES[name]) }
      end
      [
        Row.new(question: "Request phases a second", unit: Unit.new(""), more_is_better: true,
                goal: Goal.new(:times, 4.2), **of(medians, :rate)),
        Row.new(question: "Objects allocated a request phase", unit: Unit.new(""), goal: Goal.new(:at_most, 92),
                **of(medians, :objects))
      ]
    end
  end
end
