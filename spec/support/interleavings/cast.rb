# frozen_string_literal: true

require_relative "actor"
require_relative "client"
require_relative "store"

module Interleavings
  # The threads of all processes, with a token source for each process, as a scenario has them.
  class Cast
    # @param world [World]
    # @return [Array<Actor>]
    def self.of(world) = new(world).actors

    # @return [Array<Actor>]
    attr_reader :actors

    # @param world [World]
    def initialize(world)
      @world = world
      @actors = world.scenario.each_process.flat_map do |process, threads|
        source = OmniAuth::Litmus::TokenSource.new(Client.new(world), Store.new(world, process))
        threads.map { |name, script| Actor.new(world, process, name) { script.each { |action| act(source, action) } } }
      end
    end

    private

    def act(source, action)
      do_it(source, action)
      Actor.current.note(:done)
    rescue OmniAuth::Litmus::Error => e
      Actor.current.note(e.code)
      @world.laws.failed(e)
    end

    def do_it(source, action)
      case action
      when :get then @world.laws.answered(source.get("/").status)
      when :keep then source.keep(@world.provider.grant)
      when :revoke then source.revoke
      else @world.laws.handed_out(source.public_send(action).token)
      end
    end
  end
end
