# frozen_string_literal: true

require "omniauth/litmus/sandbox"
require "puma"
require "puma/minissl"
require "puma/server"
require_relative "ports"

module Demo
  # The sandbox, in a thread of this process.
  class SandboxServer
    # Not `localhost`, where the app is: to a browser Litmus is another site, and so it is here.
    HOST = "127.0.0.1"

    # @return [String] origin
    attr_reader :url

    # @param app [#call] a sandbox
    # @param port [Integer]
    # @param certificates [Certificates, nil] none: plain HTTP
    def initialize(app, port: Ports.any, certificates: nil)
      @server = Puma::Server.new(app)
      if certificates
        @server.add_ssl_listener(HOST, port, context(certificates))
      else
        @server.add_tcp_listener(HOST, port)
      end
      @url = "#{certificates ? "https" : "http"}://#{HOST}:#{port}"
    end

    # @return [self] once it listens
    def start
      @server.run
      self
    end

    # @return [void] when the last request is answered
    def stop
      @server.stop(true)
    end

    private

    def context(certificates)
      Puma::MiniSSL::Context.new.tap do |context|
        context.cert = certificates.certificate_file
        context.key = certificates.key_file
        context.verify_mode = Puma::MiniSSL::VERIFY_NONE # of the client, which has no certificate
      end
    end
  end
end
