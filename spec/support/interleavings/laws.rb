# frozen_string_literal: true

module Interleavings
  # What holds in every schedule. A law that a fault suspends says which one.
  class Laws
    # How often the store has to fail before a new pair is not kept.
    ATTEMPTS = 3

    # @param world [World]
    def initialize(world)
      @world = world
    end

    # No refresh token is used twice, but where whoever used it first got no answer, could not keep it, was killed, or
    # had lost the lease.
    def presented(refresh)
      first = world.uses.find { |use| use.refresh == refresh }
      return if first.nil? || first.lost || first.actor.killed? || world.hit?(:jump)
      return if failed_by_store?(first.actor)

      violated("#{refresh} is used a second time")
    end

    # A new pair is in the store before anyone uses it.
    def used(access)
      violated("#{access} is used, and was never kept") unless world.place.kept?(access)
    end

    # What the provider would accept is not thrown away.
    def forgetting(pair)
      violated("#{pair["refresh_token"]} is forgotten, and is good") if accepted?(pair)
    end

    # Whoever gets a token gets a valid one.
    def handed_out(access)
      used(access)
      return if world.provider.valid?(access) || world.scenario.disturbed? || world.hit?(:jump)
      # A token that is refused although it looks fresh is tried again where the renewal did not come to its end.
      return if world.scenario.looks_fresh?(access)

      violated("#{access} is handed out, and is not valid")
    end

    # Whoever calls the API is let in.
    def answered(status)
      violated("a call ends in #{status}") unless status == 200
    end

    # Whoever is told of an error is told of one that is documented, and that has its cause.
    def failed(error)
      expected = case error
                 when OmniAuth::Litmus::ReauthorizationRequired then gone?
                 when OmniAuth::Litmus::TimeoutError then unheard?
                 when OmniAuth::Litmus::StoreError then unkept?(error)
                 else refused?(error)
                 end
      violated("#{actor.name} is told: #{error.class} #{error.code}") unless expected
    end

    # What is kept is good, and of the last login; and no lease is left behind by the living.
    def at_the_end
      place = world.place
      violated("the grant is lost") unless accepted?(place.pair) || may_be_gone?
      violated("a login is lost") unless place.pair.nil? || login_of(place.pair) == login_of(place.written)
      violated("the lease of the living is left behind") if place.owner && !world.hit?(:die, :fail, :fail_after)
    end

    private

    attr_reader :world

    # Whether a new login is rightly asked for: what was kept when the actor last looked was no good.
    def gone?
      good = accepted?(world.place.pair) && world.put_at < actor.looked_at
      !good && may_be_gone?
    end

    # One answer that is lost is asked for again, as long as that makes sense and the store can tell.
    def unheard?
      lost = actor.faults.values_at(:lose_request, :lose_answer).sum
      lost > 1 || (lost == 1 && (store_failed? || world.scenario.given_back?))
    end

    def store_failed? = failed_by_store?(actor)

    # Others had the lease, and left it behind or did not hear; or the store fails.
    def unkept?(error) = error.code == :lease_not_taken ? world.faults.size > 1 : store_failed?

    def refused?(error) = error.code == :invalid_token && (world.scenario.disturbed? || world.hit?(:jump))

    def failed_by_store?(actor) = actor.faults.keys.intersect?(%i[fail fail_after])

    # A pair that the provider has made and nobody has heard of, or been able to keep, is lost where the old one ends at
    # once.
    def may_be_gone?
      return true if world.scenario.given_back?
      return false unless world.scenario.rotation == :immediate

      world.hit?(:die, :lose_answer, :jump) || world.faults.grep(/fail/).size >= ATTEMPTS
    end

    def login_of(pair) = world.provider.login_of(pair["access_token"])

    def accepted?(pair) = !pair.nil? && world.provider.accepts?(pair["refresh_token"])

    def actor = Actor.current

    def violated(what) = world.violated(what)
  end
end
