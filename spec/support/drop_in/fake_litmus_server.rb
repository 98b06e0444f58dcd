# frozen_string_literal: true

require_relative "../rack_server"
require_relative "fake_litmus"

module DropIn
  # The fake Litmus on real sockets: plain HTTP on loopback, one port for the sign-in host and one for the API host,
  # so that an example can tell which of the two was asked.
  class FakeLitmusServer
    attr_reader :app, :oauth_host, :api_host

    # It answers at once.
    def initialize
      @app = FakeLitmus.new
      @servers = Array.new(2) { RackServer.new(app) }
      @oauth_host, @api_host = @servers.map(&:base_url)
    end

    # Lets go of what is held and closes the sockets.
    def stop
      app.reset
      @servers.each(&:stop)
    end
  end
end
