# frozen_string_literal: true

require_relative "scenario"

module Interleavings
  # What can happen next.
  class Events
    # @param world [World]
    def initialize(world)
      @world = world
    end

    # @return [Array(Symbol, Integer)] what an actor does or suffers, and its number
    def possible
      @world.let_time_pass if actors.none?(&:ready?) && actors.any?(&:running?)
      ready = actors.each_index.select { |index| actors[index].ready? }
      ready.map { |index| [:go, index] } + faults(ready)
    end

    private

    def actors = @world.actors

    def faults(ready)
      return [] unless @world.faults.size < @world.scenario.most

      events = @world.scenario.faults.product(ready).select { |fault, index| Scenario.at?(fault, actors[index].kind) }
      jump? ? events << [:jump, 0] : events
    end

    def jump? = @world.scenario.faults.include?(:jump) && @world.place.held?
  end
end
