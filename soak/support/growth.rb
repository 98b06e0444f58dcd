# frozen_string_literal: true

require_relative "footprint"

module Soak
  # What processes hold after a tenth of their work, and after all of it.
  class Growth
    # Samples, one a second, that are alike when processes have come to rest.
    ALIKE = 3
    # Seconds that they have for that: Ruby keeps ended threads for a while, Puma connections that were closed.
    PATIENCE = 15

    # @param pids [Array<Integer>]
    def initialize(pids)
      @pids = pids
      @before = at_rest
    end

    # Waits for what is only slow to go.
    #
    # @return [void]
    def end_here
      PATIENCE.times do
        @after = measure
        break if broken.empty?

        sleep(1)
      end
    end

    # @return [Array<String>] what has grown that must not
    def broken
      @pids.flat_map do |pid|
        @after[pid].grown(@before[pid]).map { |what| "process #{pid} has grown to #{what}" }
      end
    end

    # @param figure [Symbol] of a {Footprint}
    # @param unit [Numeric] to divide by
    # @return [String] of each process, before and after
    def text(figure, unit = 1)
      @pids.map do |pid|
        [@before, @after].map { |measured| (measured[pid][figure] / unit).round }.join(" → ")
      end.join(", ")
    end

    private

    def at_rest
      seen = []
      PATIENCE.times do
        seen << measure
        break if seen.length >= ALIKE && seen.last(ALIKE).map { |sample| held(sample) }.uniq.one?

        sleep(1)
      end
      seen.last
    end

    # All but memory.
    def held(sample)
      sample.transform_values { |footprint| footprint.to_a.first(3) }
    end

    def measure
      @pids.to_h { |pid| [pid, Footprint.of(pid)] }
    end
  end
end
