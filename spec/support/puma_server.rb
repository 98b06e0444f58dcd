# frozen_string_literal: true

require "puma"
require "puma/server"
require "puma/minissl"

# Puma in this process, on a free loopback port. It counts the connections it accepts: a spec that says "no new
# connection" asks here and not the client.
class PumaServer
  HOST = "127.0.0.1"

  # Counts what a listener accepts, whether TCP or TLS.
  module Accepting
    attr_accessor :count_accepted

    def accept_nonblock(...)
      super.tap { count_accepted.call }
    end
  end

  # @return [Integer]
  attr_reader :port

  # @param app [#call] Rack
  # @param leaf [ThrowAwayCA::Leaf, nil] speak TLS with this certificate
  # @param threads [Integer] at most
  def initialize(app, leaf: nil, threads: 16)
    @accepted = 0
    @lock = Mutex.new
    @server = build(app, min_threads: 0, max_threads: threads)
    leaf ? @server.add_ssl_listener(HOST, 0, tls(leaf)) : @server.add_tcp_listener(HOST, 0)
    listen
    @thread = @server.run
  end

  # @return [Integer] connections accepted so far
  def connections
    @lock.synchronize { @accepted }
  end

  # Ends the server, not waiting for clients that keep their connections open.
  #
  # @return [void]
  def stop
    @server.halt(true)
    @thread.join
    @server.binder.ios.each { |listener| listener.close unless listener.closed? }
  end

  private

  # Version 6 moved the log from the second argument to an option.
  def build(app, options)
    return Puma::Server.new(app, Puma::Events.null, options) unless defined?(Puma::LogWriter)

    Puma::Server.new(app, nil, options.merge(log_writer: Puma::LogWriter.null))
  end

  def listen
    count = -> { @lock.synchronize { @accepted += 1 } }
    @server.binder.ios.each do |listener|
      listener.extend(Accepting)
      listener.count_accepted = count
    end
    @port = @server.binder.connected_ports.first
  end

  def tls(leaf)
    Puma::MiniSSL::Context.new.tap do |context|
      context.cert = leaf.cert_file
      context.key = leaf.key_file
      context.verify_mode = Puma::MiniSSL::VERIFY_NONE
    end
  end
end
