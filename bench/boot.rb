# frozen_string_literal: true

require_relative "support/question"

module Bench
  # What does loading cost: time, memory, files? A process is loaded once, so every round has new ones.
  class Boot < Question
    ROUNDS = 15

    # @return [Array<Row>]
    def rows
      medians = rounds(%i[ruby_stack bare ours], ROUNDS) do |name|
        WorkerProcess.open(name, @litmus.here) { |worker| figures(worker.ask(:boot)) }
      end
      [
        row("Boot time", Unit.new("ms", digits: 1), medians, :milliseconds, 4),
        row("Memory taken by booting", Unit.new("MB", digits: 1), medians, :megabytes, 2),
        row("Files loaded by booting", Unit.new(""), medians, :files, 12),
        row("Files loaded by booting and a first login", Unit.new(""), medians, :all_files, nil)
      ]
    end

    private

    def figures(boot)
      { milliseconds: boot[:seconds] * 1000, megabytes: boot[:kibibytes] * 1024 / 1e6, files: boot[:files],
        all_files: boot[:files] + boot[:later_files] }
    end

    def row(question, unit, medians, figure, over_bare)
      Row.new(question:, unit:, goal: (Goal.new(:over_bare, over_bare) if over_bare), **of(medians, figure))
    end
  end
end
