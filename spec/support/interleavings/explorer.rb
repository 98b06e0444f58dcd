# frozen_string_literal: true

require "set"
require_relative "schedules"
require_relative "world"

module Interleavings
  # Runs a scenario under many schedules.
  module Explorer
    # The environment variable that asks for one schedule at random again.
    SEED = "INTERLEAVINGS_SEED"

    module_function

    # Every schedule; those that lead to a state that was there before are not followed further.
    #
    # @param scenario [Scenario]
    # @return [Integer] how many states there are
    # @raise [Violation]
    def exhaust(scenario)
      seen = Set.new
      schedule = EverySchedule.new(seen)
      World.new(scenario).run(schedule) while schedule.another?
      seen.size
    end

    # @param first [Integer] a seed
    # @param count [Integer] how many seeds from there on
    # @yieldparam random [Random] from which the scenario is made
    # @yieldreturn [Scenario]
    # @return [void]
    # @raise [Violation]
    def sample(first, count)
      seeds = ENV[SEED] ? [Integer(ENV[SEED])] : (first...(first + count))
      seeds.each do |seed|
        random = Random.new(seed)
        World.new(yield(random)).run(RandomSchedule.new(seed, random))
      end
    end
  end
end
