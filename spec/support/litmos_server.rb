# frozen_string_literal: true

require_relative "sandbox_server"
require "omniauth/litmos"
require "omniauth/litmos/sandbox"

# The sandbox of Litmos.
#
#     server = LitmosServer.new(limit_status: 429)
#     server.client.users.first
#     server.stop
#
# A block stands before the sandbox: `{ |env, app| app.call(env) }`.
class LitmosServer < SandboxServer
  KEY = "a-litmos-key-of-the-specs"
  PATH = "/v1.svc"

  # @param switches [Hash] of the sandbox
  def initialize(**switches, &)
    super(OmniAuth::Litmos::Sandbox, { api_keys: [KEY], **switches }, &)
  end

  # @return [String]
  def origin = "http://#{HOST}:#{port}"

  # @return [String] what a client calls its base URL
  def base_url = "#{origin}#{PATH}"

  # @return [OmniAuth::Litmos::Client] whose requests are counted with nobody else's
  def client(**settings)
    rate = { rate_limit: 1000, rate_window: 60 }
    OmniAuth::Litmos::Client.new(api_key: KEY, source: "specs", base_url:, **rate, **settings)
  end

  # @param path [String, nil] below the base URL
  # @return [Array<Hash>] what the sandbox told of each request so far, and `at`, when
  def events(path = nil) = super(path && "#{PATH}#{path}")

  private

  def keep(event) = super({ **event, at: Process.clock_gettime(Process::CLOCK_MONOTONIC) })
end
