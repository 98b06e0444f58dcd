# frozen_string_literal: true

require_relative "cast"
require_relative "clock"
require_relative "events"
require_relative "laws"
require_relative "place"
require_relative "provider"

module Interleavings
  # One run: a clock, a provider, a place for the tokens, and the actors.
  class World
    # More steps than anybody needs.
    MOST_STEPS = 2000

    # A refresh token that was presented.
    Use = Struct.new(:refresh, :actor, :lost)

    attr_reader :scenario, :clock, :provider, :place, :laws, :actors, :uses
    # @return [Integer] how much has changed so far
    attr_reader :version
    # @return [Integer] when what is kept was put there
    attr_reader :put_at
    # @return [Integer]
    attr_reader :steps
    # @return [Array<Symbol>] what has gone wrong
    attr_reader :faults

    # @param scenario [Scenario]
    def initialize(scenario)
      @scenario = scenario
      @clock = Clock.new
      @provider = Provider.new(scenario.rotation)
      @place = Place.new(@clock)
      @laws = Laws.new(self)
      @version = @put_at = @steps = 0
      @uses, @faults, @trace = Array.new(3) { [] }
      furnish
      @actors = Cast.of(self)
    end

    # @param schedule [EverySchedule, RandomSchedule]
    # @return [void]
    # @raise [Violation]
    def run(schedule)
      events = Events.new(self)
      until @violation
        possible = events.possible
        break laws.at_the_end if possible.empty?

        event = schedule.choose(possible) { state } or break
        take(*event)
      end
      raise Violation, "#{@violation}\nin #{scenario.inspect}, #{schedule}:\n#{told}" if @violation
    ensure
      leave
    end

    # Something changes; those who wait for it look again.
    #
    # @return [Object] what the block returns
    def change
      @version += 1
      before = place.text
      result = yield if block_given?
      @put_at = steps unless place.text.equal?(before)
      result
    end

    # A refresh token arrives at the provider.
    def present(refresh, &)
      laws.presented(refresh)
      uses << Use.new(refresh, Actor.current, false)
      change(&)
    end

    # An answer, or what it was to answer, is lost.
    def lost(actor)
      uses.reverse_each.find { |use| use.actor.equal?(actor) }&.lost = true
      clock.now += Client::TIMEOUT
    end

    # The lease runs out while nobody does anything.
    def let_time_pass
      return violated("Nobody can go on") unless place.held?

      clock.now = place.until
      change
    end

    # @param what [String]
    def violated(what)
      @violation ||= what
      Actor.current&.stop_for_good
    end

    # @return [Boolean] whether one of these has gone wrong
    def hit?(*kinds) = faults.intersect?(kinds)

    private

    def furnish
      pair = OmniAuth::Litmus::TokenSource.pair(provider.grant).except("expires_in", "token_type")
      pair["expires_at"] = clock.wall + (scenario.expired? ? 0 : Provider::LIFE)
      provider.spoil(pair["access_token"])
      place.put([scenario.outdated? ? :outdated : :first, place.written = pair])
    end

    def take(command, index)
      actor = actors[index]
      @trace << [clock.now, actor.name, command, actor.kind]
      return violated("Somebody waits for ever") if (@steps += 1) > MOST_STEPS

      faults << command unless command == :go
      case command
      when :die then actors.each { |other| other.die if other.process == actor.process }
      when :jump then let_time_pass
      else actor.resume(command)
      end
    end

    def told
      @trace.map { |time, name, command, kind| "#{time.to_s.rjust(5)} s  #{name} #{command} #{kind}" }.join("\n")
    end

    # Worlds in the same state have the same future.
    def state
      [clock.now, place.state, provider.state, faults, uses.map { |use| [use.refresh, use.actor.name, use.lost] },
       actors.map { |actor| [actor.seen, actor.kind, actor.running?, actor.ready?] }].hash
    end

    # What a process remembers ends with it.
    def leave
      actors.each(&:abandon)
      [OmniAuth::Litmus::TokenSource::SingleFlight, OmniAuth::Litmus::TokenSource::UnsavedTokens].each do |memory|
        %i[@flights @held].each { |name| memory.instance_variable_get(name)&.clear }
      end
    end
  end
end
