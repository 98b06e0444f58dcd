# frozen_string_literal: true

require_relative "../../spec/support/forked_process"
require_relative "shift"

module Soak
  # Processes with threads that share work, number by number.
  class Crowd
    # Seconds between two signs of life.
    PULSE = 10

    # What came of a batch of work.
    Result = Struct.new(:outcomes, :times) do
      # @param other [Result]
      # @return [Result]
      def +(other) = Result.new(outcomes.merge(other.outcomes), times + other.times)
    end

    # @param processes [Integer]
    # @param threads [Integer] of each
    # @param worker [Proc] makes one for each thread: it is called with a number, does the work, and returns "own" or
    #   what went wrong; and it is closed when there is nothing to do
    def initialize(processes, threads, worker)
      @processes = Array.new(processes) do
        ForkedProcess.new { |hear, tell| live(Array.new(threads) { worker.call }, hear, tell) }
      end
    end

    # @return [Array<Integer>]
    def pids = @processes.map(&:pid)

    # @param numbers [Range<Integer>]
    # @return [Result] with Integers as keys of its outcomes
    def work(numbers)
      @processes.each_with_index do |process, part|
        process.tell([numbers.begin + part, numbers.end, @processes.length].join(" "))
      end
      @processes.map { |process| result(process) }.sum(Result.new({}, []))
    end

    # Whatever they are at.
    #
    # @return [void]
    def stop
      @processes.each(&:kill)
    end

    private

    def live(workers, hear, tell)
      while (line = hear.call)
        from, upto, step = line.split.map(&:to_i)
        shift = Shift.new(from.step(upto, step).to_a)
        threads = workers.map { |worker| Thread.new { shift.work(worker) } }
        tell.call("alive") until threads.all? { |thread| thread.join(PULSE) }
        tell.call([shift.outcomes.to_a, shift.times])
      end
    end

    def result(process)
      told = process.hear while told.nil? || told == "alive"
      Result.new(told.first.to_h, told.last)
    end
  end
end
