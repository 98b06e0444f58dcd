# frozen_string_literal: true

require_relative "support/question"

module Bench
  # How many logins does one process manage in a second?
  class Throughput < Question
    ROUNDS = 5
    LOGINS = { ruby_stack: 160, bare: 6_400, ours: 3_200 }.freeze
    GOALS = { 1 => nil, 8 => Goal.new(:times, 22), 32 => nil }.freeze

    # @return [Array<Row>]
    def rows
      GOALS.map do |threads, goal|
        medians = warm_rounds(LOGINS.keys, ROUNDS) do |name, worker|
          { rate: LOGINS[name] / worker.ask(:logins, LOGINS[name], threads)[:seconds] }
        end
        Row.new(question: "Logins a second, #{threads == 1 ? "1 thread" : "#{threads} threads"}", unit: Unit.new(""),
                more_is_better: true, goal:, **of(medians, :rate))
      end
    end
  end
end
