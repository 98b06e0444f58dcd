# frozen_string_literal: true

module Soak
  # Work with numbers, shared by threads; what came of it, and how long it took.
  class Shift
    # @return [Hash{Integer => String}] what came of each number, where that is not "own"
    attr_reader :outcomes

    # @return [Array<Float>] milliseconds of those whose outcome is "own"
    attr_reader :times

    # @param numbers [Array<Integer>]
    def initialize(numbers)
      @queue = Thread::Queue.new(numbers).close
      @lock = Mutex.new
      @outcomes = {}
      @times = []
    end

    # Works until nothing is left.
    #
    # @param worker [#call, #close] given a number, returns its outcome
    # @return [void]
    def work(worker)
      while (number = @queue.pop)
        began = now
        outcome = attempt(worker, number)
        note(number, outcome, ((now - began) * 1000).round(2))
      end
    ensure
      worker.close
    end

    private

    def attempt(worker, number)
      worker.call(number)
    rescue StandardError => e
      "#{e.class}: #{e.message}"
    end

    def note(number, outcome, took)
      @lock.synchronize { outcome == "own" ? @times << took : @outcomes[number] = outcome }
    end

    def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  end
end
