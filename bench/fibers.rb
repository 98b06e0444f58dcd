# frozen_string_literal: true

require_relative "support/litmus"
require_relative "support/question"

module Bench
  # How long do 100 logins take on one thread under a fiber scheduler, if the provider takes half a second for each of
  # the two answers?
  class Fibers < Question
    ROUNDS = 3
    LOGINS = 100
    # One after the other they would take {LOGINS} seconds; nobody waits for that.
    PATIENCE = 20

    # @return [Array<Row>]
    def rows
      medians = rounds(%i[ruby_stack ours], ROUNDS) { |name| { seconds: seconds(name) } }
      question = "#{LOGINS} logins on one thread, fiber scheduler, 500 ms an answer"
      unit = Unit.new("s", digits: 2)
      [Row.new(question:, unit:, floor: unit.text(2 * Litmus::SLOWNESS), goal: Goal.new(:at_most, 1.2),
               **of(medians, :seconds))]
    end

    private

    def seconds(name)
      WorkerProcess.open(name, @litmus.slow) { |worker| worker.ask(:fibers, LOGINS, within: PATIENCE) }
    rescue WorkerProcess::TooSlow
      @progress.puts("  #{name}: given up after #{PATIENCE} s")
      Float::INFINITY
    end
  end
end
