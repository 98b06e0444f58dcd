# frozen_string_literal: true

require_relative "actor"
require_relative "client"
require_relative "clock"
require_relative "laws"
require_relative "place"
require_relative "provider"
require_relative "store"

module Interleavings
  # One run: a clock, a provider, a place for the tokens, and the actors.
  class World
    # More steps than anybody needs.
    MOST_STEPS = 2000

    # A refresh token that was presented.
    Use = Struct.new(:refresh, :actor, :lost)

    attr_reader :scenario, :clock, :provider, :place, :laws, :actors, :uses
    # @return [Integer] what has changed so far
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
      @uses = []
      @faults = []
      @trace = []
      furnish
      populate
    end

    # @param schedule [#choose]
    # @return [void]
    # @raise [Violation]
    def run(schedule)
      until @violation
        events = self.events
        break laws.at_the_end if events.empty?

        event = schedule.choose(events) { state } or break
        take(event)
      end
      raise Violation, "#{@violation}\nin #{scenario.inspect}, #{schedule}:\n#{@trace.join("\n")}" if @violation
    ensure
      leave
    end

    # Something changes; those who wait for it look again.
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

    # @param what [String]
    def violated(what)
      @violation ||= what
      Actor.current&.stop_for_good
    end

    # @return [Array(Array<Symbol>, Integer)] what happened to whom, in the words of {Scenario::FAULTS}
    def hit?(*kinds) = faults.intersect?(kinds)

    private

    def furnish
      pair = OmniAuth::Litmus::TokenSource.pair(provider.grant).except("expires_in", "token_type")
      pair["expires_at"] = clock.wall + (scenario.expired? ? 0 : Provider::LIFE)
      provider.spoil(pair["access_token"])
      place.put([scenario.outdated ? :outdated : :first, pair])
    end

    def populate
      sources = Array.new(scenario.size) do |process|
        OmniAuth::Litmus::TokenSource.new(Client.new(self), Store.new(self, process))
      end
      @actors = []
      scenario.each_actor do |process, name, actions|
        @actors << Actor.new(self, process, name) { actions.each { |action| act(sources[process], action) } }
      end
    end

    def act(source, action)
      actor = Actor.current
      case action
      when :get then laws.answered(source.get("/").status)
      when :keep then source.keep(provider.grant)
      when :revoke then source.revoke
      else laws.handed_out(source.public_send(action).token)
      end
      actor.note(:done)
    rescue OmniAuth::Litmus::Error => e
      actor.note(e.code)
      laws.failed(e)
    end

    # @return [Array(Symbol, Integer)] what can happen next
    def events
      let_time_pass if actors.none?(&:ready?) && actors.any?(&:running?)
      ready = actors.each_index.select { |index| actors[index].ready? }
      ready.map { |index| [:go, index] } + (faults.size < scenario.most ? possible_faults(ready) : [])
    end

    def possible_faults(ready)
      events = scenario.faults.flat_map do |fault|
        ready.select { |index| Scenario::FAULTS[fault]&.include?(actors[index].kind) }.map { |index| [fault, index] }
      end
      events << [:jump, 0] if scenario.faults.include?(:jump) && place.held?
      events
    end

    # Everybody who still runs waits.
    def let_time_pass
      return violated("Nobody can go on") unless place.held?

      clock.now = place.until
      change
    end

    def take(event)
      command, index = event
      actor = actors[index]
      @trace << "#{format("%5d s", clock.now)}  #{actor.name} #{command} #{actor.kind}"
      return violated("Somebody waits for ever") if (@steps += 1) > MOST_STEPS

      faults << command unless command == :go
      case command
      when :die then actors.each { |other| other.die if other.process == actor.process }
      when :jump then let_time_pass
      else actor.resume(command)
      end
    end

    # Worlds in the same state have the same future.
    def state
      [clock.now, place.state, provider.state, faults, uses.map { |use| [use.refresh, use.actor.name, use.lost] },
       actors.map { |actor| [actor.seen, actor.kind, actor.running?, actor.ready?] }].hash
    end

    # What a process remembers ends with it.
    def leave
      actors.each(&:abandon)
      [OmniAuth::Litmus::TokenSource::SingleFlight, OmniAuth::Litmus::TokenSource::Unsaved].each do |memory|
        %i[@flights @held].each { |name| memory.instance_variable_get(name)&.clear }
      end
    end
  end
end
