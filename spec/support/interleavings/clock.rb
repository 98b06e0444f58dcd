# frozen_string_literal: true

module Interleavings
  # Time as the simulated processes have it: it passes where the world says so. Short waits take none; what takes time
  # is an answer that does not come, and a lease that runs out.
  class Clock
    EPOCH = 1_800_000_000

    # Stands in for Process.
    module Monotonic
      CLOCK_MONOTONIC = :monotonic

      def self.clock_gettime(_clock) = Actor.current.note(Actor.current.world.clock.now)
    end

    # Stands in for Time.
    module Wall
      def self.now = ::Time.at(Actor.current.note(Actor.current.world.clock.wall))
    end

    # @return [Numeric] seconds since the beginning
    attr_accessor :now

    def initialize
      @now = 0
    end

    # @return [Numeric] seconds since the epoch
    def wall = EPOCH + now
  end
end
