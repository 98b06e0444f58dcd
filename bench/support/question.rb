# frozen_string_literal: true

require_relative "goal"
require_relative "row"
require_relative "unit"
require_relative "worker_process"

module Bench
  # What the questions have in common. Rounds alternate between the implementations, so that whatever else the machine
  # does meets all of them, and the median of the rounds counts.
  class Question
    # @param litmus [Litmus]
    # @param progress [IO] gets a line for each round
    def initialize(litmus, progress: $stderr)
      @litmus = litmus
      @progress = progress
    end

    private

    # @param names [Array<Symbol>] implementations
    # @param times [Integer]
    # @yieldparam name [Symbol]
    # @yieldreturn [Hash{Symbol => Numeric}]
    # @return [Hash{Symbol => Hash{Symbol => Numeric}}] the medians, by implementation and figure
    def rounds(names, times)
      samples = Array.new(times) do |round|
        sample = names.to_h { |name| [name, yield(name)] }
        @progress.puts("  round #{round + 1} of #{times}: #{sample}")
        sample
      end
      names.to_h { |name| [name, medians(samples.map { |sample| sample[name] })] }
    end

    def medians(hashes)
      hashes.first.to_h { |figure, _| [figure, median(hashes.map { |hash| hash[figure] })] }
    end

    # Every round in processes that live as long as the question, warmed by one round that does not count.
    def warm_rounds(names, times, place = @litmus.here, &)
      workers = names.to_h { |name| [name, WorkerProcess.new(name, place)] }
      workers.each(&)
      rounds(names, times) { |name| yield name, workers.fetch(name) }
    ensure
      workers&.each_value(&:close)
    end

    def median(values)
      sorted = values.sort
      middle = sorted.size / 2
      sorted.size.odd? ? sorted[middle] : (sorted[middle - 1] + sorted[middle]).fdiv(2)
    end

    # The same figure of every implementation, for a Row.
    def of(medians, figure)
      medians.transform_values { |figures| figures.fetch(figure) }
    end
  end
end
