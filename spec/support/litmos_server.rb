# frozen_string_literal: true

ENV["RACK_ENV"] ||= "test"

require "omniauth/litmos"
require "omniauth/litmos/sandbox"
require_relative "rack_server"

# A sandbox of Litmos under Puma in this process.
#
#     server = LitmosServer.new(limit_status: 429)
#     server.client.users.first
#     server.stop
#
# A block stands before the sandbox: `{ |env, app| app.call(env) }`.
class LitmosServer
  KEY = "a-litmos-key-of-the-specs"

  # @return [OmniAuth::Litmos::Sandbox]
  attr_reader :sandbox

  # @param switches [Hash] of the sandbox
  def initialize(**switches, &before)
    @events = []
    @lock = Mutex.new
    @sandbox = OmniAuth::Litmos::Sandbox.new(api_keys: [KEY], on_event: method(:record), **switches)
    @server = RackServer.new(before ? ->(env) { before.call(env, @sandbox) } : @sandbox)
  end

  # @return [String]
  def origin = "http://#{RackServer::HOST}:#{@server.port}"

  # @return [String] what a client calls its base URL
  def base_url = "#{origin}/v1.svc"

  # @return [OmniAuth::Litmos::Client] whose requests are counted with nobody else's
  def client(**settings)
    rate = { rate_limit: 1000, rate_window: 60 }
    OmniAuth::Litmos::Client.new(api_key: KEY, source: "specs", base_url:, **rate, **settings)
  end

  # @param path [String, nil] below the base URL
  # @return [Array<Hash>] what the sandbox told of each request so far, and `at`, when
  def events(path = nil)
    @lock.synchronize { @events.dup }.select { |event| path.nil? || event[:path] == "/v1.svc#{path}" }
  end

  # @return [void]
  def stop
    @server.stop
  end

  private

  def record(event)
    @lock.synchronize { @events << { **event, at: Process.clock_gettime(Process::CLOCK_MONOTONIC) } }
  end
end
