# frozen_string_literal: true

ENV["RACK_ENV"] ||= "test"

require "omniauth/litmus/sandbox"
require_relative "rack_server"
require_relative "throw_away_ca"

# The sandbox under Puma in this process, over http or TLS, with the interface of DoorkeeperProvider.
#
#     provider = SandboxProvider.start(tls: true, rotation: :first_use)
#     provider.base_url      # "https://127.0.0.1:41233"
#     provider.stop
#
# A block stands before the sandbox, to hold a request back or to answer it wrongly: `{ |env, app| app.call(env) }`.
class SandboxProvider
  CALLBACK = "https://partner.example/auth/litmus/callback"
  # Client id and secret of the two applications: the second is for what one must not do with the other's things.
  CLIENT = %w[sandbox-client sandbox-client-secret].freeze
  OTHER_CLIENT = %w[sandbox-other-client sandbox-other-client-secret].freeze

  class << self
    # @see #initialize
    # @return [SandboxProvider]
    def start(...)
      new(...)
    end

    # @yieldparam provider [SandboxProvider] stopped at the end of the block
    def run(**options)
      provider = start(**options)
      yield provider
    ensure
      provider&.stop
    end
  end

  # @return [OmniAuth::Litmus::Sandbox]
  attr_reader :sandbox
  # @return [String, nil] what a client must trust
  attr_reader :ca_file

  # @param tls [Boolean, Symbol] true, or which leaf of ThrowAwayCA to show
  # @param authority [ThrowAwayCA] whose leaf
  # @param redirect_uris [Array<String>] of both applications; none: any https or loopback URI
  # @param switches [Hash] of the sandbox
  def initialize(tls: false, authority: ThrowAwayCA.shared, redirect_uris: [], **switches, &before)
    @events = []
    @lock = Mutex.new
    @scheme = tls ? "https" : "http"
    @ca_file = authority.ca_file if tls
    @sandbox = OmniAuth::Litmus::Sandbox.new(applications: applications(redirect_uris), on_event: method(:record),
                                             **switches)
    app = before ? ->(env) { before.call(env, @sandbox) } : @sandbox
    @server = RackServer.new(app, leaf: (authority.leaf(tls == true ? :good : tls) if tls))
  end

  # @param host [String] "127.0.0.1" or "localhost"
  # @return [String]
  def base_url(host: RackServer::HOST)
    "#{@scheme}://#{host}:#{@server.port}"
  end

  def client_id = CLIENT.first
  def client_secret = CLIENT.last
  def other_client_id = OTHER_CLIENT.first
  def other_client_secret = OTHER_CLIENT.last
  def redirect_uri = CALLBACK

  # @return [Symbol] `:immediate` or `:first_use`
  def rotation = sandbox.settings.rotation

  # @return [Boolean] whether credentials in body and header at once are refused
  def rejects_two_credentials? = true

  # @return [Integer] connections accepted so far
  def connections = @server.connections

  # @param path [String, nil]
  # @return [Array<Hash>] what the sandbox told of each request so far, to this path
  def events(path = nil)
    @lock.synchronize { @events.dup }.select { |event| path.nil? || event[:path] == path }
  end

  # @return [Hash{String => Integer}] requests by path
  def requests
    events.map { |event| event[:path] }.tally
  end

  # @return [void]
  def stop
    @server.stop
  end

  private

  def applications(redirect_uris)
    [CLIENT, OTHER_CLIENT].map { |id, secret| { id:, secret:, name: "Application #{id}", redirect_uris: } }
  end

  def record(event)
    @lock.synchronize { @events << event }
  end
end
