# frozen_string_literal: true

ENV["RACK_ENV"] ||= "test"

require_relative "rack_server"

# One of the two sandboxes on a socket of this process, and what it has told of the requests.
class SandboxServer < RackServer
  # @return [OmniAuth::Litmus::Sandbox, OmniAuth::Litmos::Sandbox]
  attr_reader :sandbox

  # @param type [Class] of the sandbox
  # @param switches [Hash] of the sandbox
  # @param leaf [ThrowAwayCA::Leaf, nil] speak TLS with this certificate
  # @yieldparam env [Hash] of a request, before the sandbox has it
  # @yieldparam sandbox [#call]
  def initialize(type, switches, leaf: nil, &before)
    @events = []
    @sandbox = type.new(on_event: method(:keep), **switches)
    super(before ? ->(env) { before.call(env, @sandbox) } : @sandbox, leaf:)
  end

  # @param path [String, nil]
  # @return [Array<Hash>] what the sandbox told of each request so far, to this path
  def events(path = nil)
    @lock.synchronize { @events.dup }.select { |event| path.nil? || event[:path] == path }
  end

  private

  def keep(event)
    @lock.synchronize { @events << event }
  end
end
