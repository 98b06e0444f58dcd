# frozen_string_literal: true

require_relative "support/litmus"
require_relative "support/question"

module Bench
  # How many round trips does a user wait for a login? Both phases count, what the user does between them does not.
  class Latency < Question
    WARM_ROUNDS = 7
    COLD_ROUNDS = 5
    NAMES = %i[ruby_stack bare ours].freeze
    # Seconds that a user spends at the provider.
    AWAY = Float(ENV.fetch("BENCH_AWAY", "30"))

    # @return [Array<Row>]
    def rows
      @litmus.far
      [
        row("warm", warm, floor: 2, goal: 2.1),
        row("first of a process", cold, floor: 4, goal: 4.3),
        row("first of a process, `preconnect: true`, user away for #{AWAY.round} s", preconnected, floor: 2, goal: 2.12)
      ]
    end

    private

    def warm
      warm_rounds(NAMES, WARM_ROUNDS, @litmus.far) { |_, worker| one_login(worker, 0) }
    end

    def cold
      rounds(NAMES, COLD_ROUNDS) do |name|
        WorkerProcess.open(name, @litmus.far) { |worker| one_login(worker, 0) }
      end
    end

    # All users are away at the same time, and come back one after the other.
    def preconnected
      users = Array.new(COLD_ROUNDS * NAMES.size) do |turn|
        name = NAMES[turn % NAMES.size]
        [name, Thread.new { sleep(turn) && away_and_back(name) }]
      end
      samples = users.map { |name, thread| [name, thread.value] }
      @progress.puts("  #{samples}")
      samples.group_by(&:first).transform_values { |logins| medians(logins.map(&:last)) }
    end

    def away_and_back(name)
      WorkerProcess.open(name, @litmus.far, preconnect: name == :ours) { |worker| one_login(worker, AWAY) }
    end

    def one_login(worker, away)
      { trips: worker.ask(:one_login, away) / Litmus::ROUND_TRIP }
    end

    def row(which, medians, floor:, goal:)
      unit = Unit.new("RTT", digits: 2)
      Row.new(question: "Login latency, #{which}", unit:, floor: unit.text(floor), goal: Goal.new(:at_most, goal),
              **of(medians, :trips))
    end
  end
end
