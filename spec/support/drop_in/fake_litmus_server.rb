# frozen_string_literal: true

require "puma"
require "puma/server"

require_relative "fake_litmus"

module DropIn
  # The fake Litmus on real sockets: plain HTTP on loopback, one port for the sign-in host and one for the API host,
  # so that an example can tell which of the two was asked.
  class FakeLitmusServer
    attr_reader :app, :oauth_host, :api_host

    def initialize
      @app = FakeLitmus.new
      @server = Puma::Server.new(app)
      2.times { @server.add_tcp_listener("127.0.0.1", 0) }
      @oauth_host, @api_host = @server.connected_ports.map { |port| "http://127.0.0.1:#{port}" }
    end

    # @return [FakeLitmusServer] self, answering
    def start
      @server.run
      self
    end

    # Lets go of what is held and closes the sockets.
    def stop
      app.reset
      @server.stop(true)
    end
  end
end
