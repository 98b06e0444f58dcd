# frozen_string_literal: true

require_relative "sandbox_server"
require_relative "throw_away_ca"
require "omniauth/litmus/sandbox"

# The sandbox of Litmus, over http or TLS, with the interface of DoorkeeperProvider.
#
#     provider = SandboxProvider.start(tls: true, rotation: :first_use)
#     provider.base_url      # "https://127.0.0.1:41233"
#     provider.stop
#
# A block stands before the sandbox, to hold a request back or to answer it wrongly: `{ |env, app| app.call(env) }`.
class SandboxProvider < SandboxServer
  CALLBACK = "https://partner.example/auth/litmus/callback"
  # Client id and secret of the two applications: the second is for what one must not do with the other's things.
  CLIENT = %w[sandbox-client sandbox-client-secret].freeze
  OTHER_CLIENT = %w[sandbox-other-client sandbox-other-client-secret].freeze

  # @see #initialize
  # @return [SandboxProvider]
  def self.start(...) = new(...)

  # @return [String, nil] what a client must trust
  attr_reader :ca_file

  # @param tls [Boolean, Symbol] true, or which leaf of ThrowAwayCA to show
  # @param authority [ThrowAwayCA] whose leaf
  # @param redirect_uris [Array<String>] of both applications; none: any https or loopback URI
  # @param switches [Hash] of the sandbox
  def initialize(tls: false, authority: ThrowAwayCA.shared, redirect_uris: [], **switches, &before)
    @ca_file = authority.ca_file if tls
    leaf = authority.leaf(tls == true ? :good : tls) if tls
    super(OmniAuth::Litmus::Sandbox, { applications: applications(redirect_uris), **switches }, leaf:, &before)
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

  # @return [Hash{String => Integer}] requests by path
  def requests
    events.map { |event| event[:path] }.tally
  end

  private

  def applications(redirect_uris)
    [CLIENT, OTHER_CLIENT].map { |id, secret| { id:, secret:, name: "Application #{id}", redirect_uris: } }
  end
end
