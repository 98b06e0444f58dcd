# frozen_string_literal: true

require "socket"

module Demo
  # Ports of this machine that nobody listens on.
  module Ports
    module_function

    # @return [Integer]
    def any
      TCPServer.open("127.0.0.1", 0) { |server| server.local_address.ip_port }
    end

    # @param wanted [Integer]
    # @return [Integer] that one, or another if it is taken
    def near(wanted)
      TCPServer.open("127.0.0.1", wanted) { wanted }
    rescue Errno::EADDRINUSE, Errno::EACCES
      any
    end
  end
end
