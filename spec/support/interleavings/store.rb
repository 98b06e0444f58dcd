# frozen_string_literal: true

module Interleavings
  # The store of one process over the common place: with the gem's own comparing and setting, every operation a step.
  class Store
    include OmniAuth::Litmus::Stores::CompareAndSet

    # @return [String] of this process alone: what a process remembers of a key, no other process knows
    attr_reader :key

    # @param world [World]
    # @param process [Integer]
    def initialize(world, process)
      @world = world
      @key = "place of process #{process}"
      @owners = {}
    end

    def write(pair)
      sealed = seal(strings(pair))
      step(:write) { change { place.put(sealed) && place.written = sealed.last } }
    end

    def acquire(owner, seconds)
      step(:acquire) { place.acquire(name(owner), seconds).tap { |taken| change if taken } }
    end

    def release(owner)
      step(:release) { change { place.release(name(owner)) } }
    end

    private

    # An owner is a random text; here it has a name that is the same in each run.
    def name(owner) = @owners[owner] ||= Actor.current.new_name

    def fetch = step(:fetch) { look }

    def swap(seen, sealed)
      step(:swap) do
        next false unless look == seen

        @world.laws.forgetting(place.pair) if sealed.nil?
        change { place.put(sealed) }
        true
      end
    end

    def seal(pair) = pair && [Actor.current.new_name, pair]

    def unseal(seen) = seen && [seen.last, seen.first == :outdated]

    def look
      Actor.current.look
      place.text
    end

    def change(&)
      @world.change(&)
      nil
    end

    def place = @world.place

    def step(...) = Actor.current.step(...)
  end
end
