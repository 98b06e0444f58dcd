# frozen_string_literal: true

require "socket"

module Bench
  # Child processes of a run, and the ports that they listen on.
  class Processes
    def initialize
      @ids = []
    end

    # @param command [Array<String>]
    # @param ports [Array<Integer>] that it listens on when it is ready
    # @param options [Hash] of `Process.spawn`
    # @return [void]
    def start(*command, ports:, **options)
      @ids << Process.spawn(*command, **options)
      ports.each { |port| wait_for(port, command.first) }
    end

    # @return [void]
    def stop
      until @ids.empty?
        id = @ids.pop
        Process.kill(:TERM, id)
        Process.wait(id)
      end
    end

    # @return [Integer] a port that nobody listens on
    def free_port
      server = TCPServer.new("127.0.0.1", 0)
      server.addr[1]
    ensure
      server&.close
    end

    private

    def wait_for(port, name)
      deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + 10
      begin
        TCPSocket.new("127.0.0.1", port).close
      rescue Errno::ECONNREFUSED
        raise "#{name} does not listen on #{port}" if Process.clock_gettime(Process::CLOCK_MONOTONIC) > deadline

        sleep 0.02
        retry
      end
    end
  end
end
