# frozen_string_literal: true

require "securerandom"
require "tmpdir"
require_relative "browser"
require_relative "certificates"
require_relative "partner_app"
require_relative "sandbox_server"
require_relative "witness"

module Demo
  # All that a sign-in takes, on this machine: the sandbox over TLS with a throw-away authority, the partner app that
  # trusts it, and a browser that does as well.
  class Stage
    # The application's id at the sandbox.
    ID = "partner-app"

    # @return [String] the application's secret
    attr_reader :secret
    # @return [SandboxServer]
    attr_reader :litmus
    # @return [Witness]
    attr_reader :witness
    # @return [PartnerApp]
    attr_reader :app

    # @param log_file [String] gets what the app prints
    # @param switches [Hash] of the sandbox
    # @yieldparam stage [Stage] while everything runs
    # @return [Object] what the block returns
    # @raise [PartnerApp::Failed]
    def self.open(log_file:, **switches)
      Dir.mktmpdir("demo") do |directory|
        stage = new(Certificates.new(directory), log_file, switches)
        yield stage.start
      ensure
        stage&.stop
      end
    end

    # @param certificates [Certificates]
    # @param log_file [String]
    # @param switches [Hash]
    def initialize(certificates, log_file, switches = {})
      @certificates = certificates
      @secret = SecureRandom.urlsafe_base64(24)
      port = Ports.any
      @witness = Witness.new(sandbox("http://localhost:#{port}/auth/litmus/callback", switches))
      @litmus = SandboxServer.new(@witness, certificates:)
      @app = PartnerApp.new(environment, log_file:, port:)
    end

    # @return [self]
    def start
      litmus.start
      app.start
      self
    end

    # @return [void]
    def stop
      app.stop
      litmus.stop
    end

    # @return [Browser] a new one, that nobody has used
    def new_browser
      Browser.new(authority_file: @certificates.authority_file)
    end

    # @return [Hash{String => String}] the environment of a process that trusts the sandbox, and needs no proxy for it
    def trust
      { "SSL_CERT_FILE" => @certificates.authority_file, "SSL_CERT_DIR" => nil,
        "NO_PROXY" => SandboxServer::HOST, "no_proxy" => SandboxServer::HOST }
    end

    private

    # A callback address is compared exactly, as Litmus does.
    def sandbox(callback, switches)
      application = { id: ID, secret:, name: "Partner app", redirect_uris: [callback] }
      OmniAuth::Litmus::Sandbox.new(applications: [application], **switches)
    end

    def environment
      { "LITMUS_APP_ID" => ID, "LITMUS_SECRET" => secret, "LITMUS_OAUTH_HOST" => litmus.url,
        "LITMUS_API_HOST" => litmus.url, "INSTANT_API_HOST" => litmus.url, "PARTNER_APP_URL" => nil, **trust }
    end
  end
end
