# frozen_string_literal: true

require_relative "support/question"

module Bench
  # How much CPU and how many objects does a login cost, both phases together?
  class Cpu < Question
    ROUNDS = 7
    # As many as take each of them about a second.
    LOGINS = { ruby_stack: 150, bare: 5_000, ours: 1_500 }.freeze

    # @return [Array<Row>]
    def rows
      medians = ask(@litmus.here)
      among_all = ask(@litmus.here_among_all)
      [
        Row.new(question: "CPU a login", unit: Unit.new("ms", digits: 2), **of(medians, :milliseconds),
                goal: Goal.new(:at_most, 0.32)),
        Row.new(question: "CPU a login, trusting the system's file of authorities", unit: Unit.new("ms", digits: 2),
                **of(among_all, :milliseconds)),
        Row.new(question: "Objects allocated a login", unit: Unit.new(""), **of(medians, :objects),
                goal: Goal.new(:at_most, 310))
      ]
    end

    private

    def ask(place)
      warm_rounds(LOGINS.keys, ROUNDS, place) do |name, worker|
        of_one(worker.ask(:logins, LOGINS[name], 1), LOGINS[name])
      end
    end

    def of_one(cost, count)
      { milliseconds: cost[:cpu] * 1000 / count, objects: cost[:objects].fdiv(count) }
    end
  end
end
