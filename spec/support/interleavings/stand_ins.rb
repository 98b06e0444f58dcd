# frozen_string_literal: true

require_relative "actor"
require_relative "clock"

module Interleavings
  # What the token source asks of Ruby, for actors.
  module StandIns
    # A thread whose maker waits for it does its work in the maker's place.
    class Worker
      def self.handle_interrupt(_) = yield

      attr_reader :value
      attr_writer :report_on_exception

      def initialize
        @value = yield
      end

      def join = self
    end

    # Shared by the threads of a process.
    class Lock
      def synchronize
        Actor.current.alone? || Actor.current.step(:enter, ready: -> { !@taken }) { @taken = true }
        begin
          yield
        ensure
          @taken = false
        end
      end
    end

    # Waiting for a lease: it is worth looking again when something has happened, or when the lease has run out.
    module Patience
      private

      def sleep(seconds)
        actor = Actor.current or return super
        version = actor.world.version
        actor.step(:wait, ready: -> { actor.world.version != version }) { nil }
      end
    end

    # Waiting before the store is tried again.
    module Pause
      private

      def sleep(seconds)
        actor = Actor.current or return super
        actor.step(:pause) { nil } if seconds.positive?
      end
    end

    source = OmniAuth::Litmus::TokenSource
    source::Lease.prepend(Patience)
    source::UnsavedTokens.prepend(Pause)

    # By the names under which the token source finds them.
    CONSTANTS = { "#{source}::Lease::Process" => Clock::Monotonic, "#{source}::Freshness::Time" => Clock::Wall,
                  "OmniAuth::Litmus::AccessToken::Time" => Clock::Wall, "#{source}::Uninterruptible::Thread" => Worker,
                  "#{source}::SingleFlight::Mutex" => Lock }.freeze
  end
end
