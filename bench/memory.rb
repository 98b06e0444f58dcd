# frozen_string_literal: true

require_relative "support/question"

module Bench
  # Does memory grow with the logins? BENCH_LOGINS says after how many it is looked at a second time. The Ruby stack
  # would take a quarter of an hour for 100,000, so it does a twentieth of them.
  class Memory < Question
    FIRST = 1_000
    LOGINS = Integer(ENV.fetch("BENCH_LOGINS", "100000"))
    ALL = { ruby_stack: [LOGINS / 20, FIRST].max, ours: [LOGINS, FIRST].max }.freeze

    # @return [Array<Row>]
    def rows
      growth = ALL.to_h { |name, count| [name, growth(name, count)] }
      counts = ALL.values_at(:ours, :ruby_stack).map { |count| Unit.new("").text(count) }
      question = "Resident memory after #{counts.first} logins (the Ruby stack: #{counts.last}) over that after 1,000"
      [Row.new(question:, unit: Unit.new("MB", digits: 1, sign: true), goal: Goal.new(:at_most, 1), **growth)]
    end

    private

    def growth(name, count)
      WorkerProcess.open(name, @litmus.here) do |worker|
        before, after = [FIRST, count - FIRST].map do |logins|
          worker.ask(:logins, logins, 1)
          worker.ask(:memory)
        end
        @progress.puts("  #{name}: #{before} KiB after #{FIRST} logins, #{after} KiB after #{count}")
        (after - before) * 1024 / 1e6
      end
    end
  end
end
