# frozen_string_literal: true

require "openssl"
require "socket"
require_relative "scripted_server/exchange"
require_relative "scripted_server/request"

# A server on loopback whose answers are written byte by byte: for what no server library would answer, and for reading
# exactly what it was sent.
#
#     server = ScriptedServer.new
#     server.answer("/oauth/token", body: "{}", type: "application/json")
#     server.on("/slow") { |exchange| exchange.drip("HTTP/1.1 200 OK\r\n", 0.1) }
#     server.requests("/oauth/token").first.params
#     server.stop
#
#     ScriptedServer.new { |exchange| exchange.answer(body: "{}") unless exchange.request.nth > 1 }   # or it closes
class ScriptedServer
  HOST = "127.0.0.1"

  # @return [Integer]
  attr_reader :port

  # @param leaf [ThrowAwayCA::Leaf, nil] speak TLS with this certificate
  # @param tls [OpenSSL::SSL::SSLContext, nil] speak TLS in this way
  # @yieldparam exchange [Exchange] of a path without a script; without a block, it is not found
  def initialize(leaf: nil, tls: leaf&.context, &otherwise)
    @scripts = {}
    @otherwise = otherwise
    @requests = []
    @connections = 0
    @lock = Mutex.new
    @threads = []
    @context = tls
    @listener = TCPServer.new(HOST, 0)
    @port = @listener.addr[1]
    @acceptor = Thread.new { accept }
  end

  # @param host [String] "127.0.0.1" or "localhost"
  # @return [String]
  def base_url(host: HOST)
    "#{@context ? "https" : "http"}://#{host}:#{port}"
  end

  # Scripts the answers of a path.
  #
  # @param path [String]
  # @yieldparam exchange [Exchange]
  # @return [void]
  def on(path, &script)
    @lock.synchronize { @scripts[path] = script }
  end

  # Scripts a whole answer.
  #
  # @param path [String]
  # @param fields [Hash] as for {Exchange#answer}
  # @return [void]
  def answer(path, **fields)
    on(path) { |exchange| exchange.answer(**fields) }
  end

  # Scripts one answer after the other; the last goes on.
  #
  # @param path [String]
  # @param turns [Array<Hash, #call>] each as for {Exchange#answer}, or called with the {Exchange}
  # @return [void]
  def answer_in_turn(path, *turns)
    on(path) do |exchange|
      turn = @lock.synchronize { turns.length > 1 ? turns.shift : turns.first }
      turn.respond_to?(:call) ? turn.call(exchange) : exchange.answer(**turn)
    end
  end

  # @param path [String, nil]
  # @return [Array<Request>] received so far, of this path
  def requests(path = nil)
    @lock.synchronize { @requests.dup }.select { |request| path.nil? || request.path == path }
  end

  # @return [Integer] connections accepted so far, TLS agreed or not
  def connections
    @lock.synchronize { @connections }
  end

  # Returns when this side has closed every connection, or gave up after seconds that only a mistake takes.
  #
  # @return [void]
  def wait_until_all_are_closed
    @lock.synchronize { @threads.dup }.each { |thread| thread.join(10) }
  end

  # Ends the server, not waiting for clients that keep their connections open.
  #
  # @return [void]
  def stop
    @acceptor.kill.join
    @listener.close
    threads = @lock.synchronize { @threads.dup }
    threads.each(&:kill).each(&:join)
  end

  private

  def accept
    loop do
      socket = @listener.accept
      socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
      @lock.synchronize do
        number = @connections += 1
        @threads << Thread.new { serve(socket, number) }
      end
    end
  end

  # What breaks a connection is what these servers are for; whatever else goes wrong is a mistake in a script.
  def serve(socket, number)
    stream = encrypted(socket)
    (1..).each { |nth| exchange(stream, number, nth) or break }
  rescue SystemCallError, IOError, OpenSSL::SSL::SSLError
    nil
  ensure
    socket.close
  end

  # @return [Boolean, nil] whether the connection stays open
  def exchange(stream, connection, nth)
    request = Request.read(stream) or return
    request.connection = connection
    request.nth = nth
    exchange = Exchange.new(stream, request)
    record(request).call(exchange)
    !exchange.last?
  end

  def encrypted(socket)
    return socket unless @context

    OpenSSL::SSL::SSLSocket.new(socket, @context).tap(&:accept)
  end

  def record(request)
    @lock.synchronize do
      @requests << request
      @scripts.fetch(request.path) { script_of(request) }
    end
  end

  # What only opens a connection is no matter of the block's.
  def script_of(request)
    return @otherwise if @otherwise && request.verb != "HEAD"

    ->(exchange) { exchange.answer(status: 404) }
  end
end
