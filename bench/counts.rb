# frozen_string_literal: true

require_relative "support/callgrind"
require_relative "support/litmus"
require_relative "support/perf"
require_relative "support/question"

module Bench
  # What does a login make the machine do? Counts are the same on a busy machine as on a quiet one. The process has one
  # thread of Ruby's, and the server is far enough away that every call waits.
  class Counts < Question
    # As many as make the work of a worker that is not a login's disappear.
    LOGINS = { ruby_stack: 30, bare: 1_000, ours: 200 }.freeze
    PHASES = 1_000
    # Under callgrind, in two runs: what differs between them is that of the logins, and neither loading nor warming.
    SHORT = 20
    LONG = 120

    # @return [Array<Row>]
    def rows
      [*waits, *objects, *instructions]
    end

    private

    def waits
      return skipped("perf", "system calls and threads started") unless Perf.installed?

      counts = LOGINS.keys.to_h do |name|
        [name, WorkerProcess.open(name, @litmus.near) { |worker| of_logins(name, worker) }]
      end
      [count("System calls a login", counts, :system_calls, 30),
       count("Voluntary context switches a login", counts, :switches, 6),
       count("Threads started a login", counts, :threads, 0)]
    end

    def of_logins(name, worker)
      worker.ask(:logins, 5, 1)
      count = LOGINS.fetch(name)
      cost = nil
      counted = Perf.counting(worker.id) { cost = worker.ask(:logins, count, 1) }
      { switches: cost[:switches], **counted }.transform_values { |number| number.fdiv(count) }
    end

    def objects
      logins = LOGINS.keys.to_h do |name|
        [name, WorkerProcess.open(name, @litmus.here) { |worker| objects_in(worker, LOGINS[name]) }]
      end
      [count("Ruby objects a login", logins, :login, 310), count("Ruby objects a request phase", logins, :phase, 92)]
    end

    def objects_in(worker, logins)
      worker.ask(:logins, 5, 1)
      worker.ask(:request_phases, 5)
      { login: worker.ask(:logins, logins, 1)[:objects].fdiv(logins),
        phase: worker.ask(:request_phases, PHASES)[:objects].fdiv(PHASES) }
    end

    def instructions
      return skipped("valgrind", "instructions and allocations") unless Callgrind.installed?

      logins, phases = [[:logins, 1], [:request_phases]].map do |duty, *threads|
        %i[bare ours].to_h { |name| [name, under_callgrind(name, duty, threads)] }
      end
      [thousands("User instructions a login", logins, 300), thousands("User instructions a request phase", phases, 70),
       Row.new(question: "Allocations of the extension a login", unit: Unit.new(""),
               ours: logins[:ours][:allocations], goal: Goal.new(:at_most, 180))]
    end

    def under_callgrind(name, duty, threads)
      short, long = [SHORT, LONG].map { |count| Callgrind.run(name, @litmus.here, [duty, count, *threads]) }
      figures = %i[instructions allocations].to_h do |figure|
        [figure, (long.public_send(figure) - short.public_send(figure)).fdiv(LONG - SHORT)]
      end
      @progress.puts("  #{name}, #{duty}: #{figures}")
      figures
    end

    def thousands(question, counts, over_bare)
      figures = of(counts, :instructions).transform_values { |count| count / 1_000 }
      Row.new(question:, unit: Unit.new("k"), goal: Goal.new(:over_bare, over_bare), **figures)
    end

    def count(question, counts, figure, goal)
      @progress.puts("  #{question}: #{of(counts, figure)}")
      Row.new(question:, unit: Unit.new("", digits: 1), goal: Goal.new(:at_most, goal), **of(counts, figure))
    end

    def skipped(tool, what)
      @progress.puts("  #{tool} is not installed: #{what} are not counted")
      []
    end
  end
end
