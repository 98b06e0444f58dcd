# frozen_string_literal: true

module Interleavings
  # One schedule after the other, until there is no other.
  class EverySchedule
    # @param seen [Set] states that were there
    def initialize(seen)
      @seen = seen
      @chosen = []
      @counts = []
      @begun = false
    end

    # @return [Boolean] whether there is another one; it is chosen then
    def another?
      @chosen.pop while @chosen.any? && @chosen.last + 1 == @counts[@chosen.size - 1]
      return false if @begun && @chosen.empty?

      @chosen[-1] += 1 if @begun
      @begun = true
      @position = 0
      true
    end

    # @param events [Array]
    # @yieldreturn [Object] the state of the world
    # @return [Object, nil] one of the events, or nil where nothing new can follow
    def choose(events)
      chosen = @chosen[@position] || (0 if @seen.add?(yield)) or return
      @chosen[@position] = chosen
      @counts[@position] = events.size
      @position += 1
      events[chosen]
    end

    def to_s = "schedule #{@chosen.join(",")}"
  end

  # A schedule at random: the same one for the same seed.
  class RandomSchedule
    # How likely a fault is at a step where it may come.
    FAULT = 0.08

    # @param seed [Integer]
    # @param random [Random]
    def initialize(seed, random)
      @seed = seed
      @random = random
    end

    # @return [Object, nil] one of the events
    def choose(events)
      going, faults = events.partition { |command, _| command == :go }
      (faults.any? && @random.rand < FAULT ? faults : going).sample(random: @random)
    end

    def to_s = "#{Explorer::SEED}=#{@seed}"
  end
end
