# frozen_string_literal: true

require "openssl"
require "socket"

# A server that keeps its connections open, and answers, closes or falls silent as it is told.
#
#     server = KeepingServer.new { |request| request.nth > 1 ? :close : KeepingServer.json("{}") }
#     server.base_url
#     server.requests.map(&:connection)
class KeepingServer
  # A request: `connection` is the number of the one it came over, `nth` counts the requests on that one.
  Request = Struct.new(:verb, :path, :body, :connection, :nth, :socket, keyword_init: true)

  # @param text [String]
  # @return [String] a whole answer
  def self.json(text)
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: #{text.bytesize}\r\n\r\n#{text}"
  end

  # @return [Array<Request>] the requests so far, but those that open a connection ahead
  def requests = @lock.synchronize { @requests.reject { |request| request.verb == "HEAD" } }

  # @yieldparam request [Request]
  # @yieldreturn [String, Symbol] an answer, `:close` or `:silence`
  def initialize(&answer)
    @answer = answer
    @requests = []
    @connections = 0
    @lock = Mutex.new
    @listener = TCPServer.new("127.0.0.1", 0)
    @acceptor = Thread.new { loop { serve(@listener.accept) } }
    @acceptor.report_on_exception = false
  end

  # @return [String]
  def base_url = "http://127.0.0.1:#{@listener.addr[1]}"

  # @return [Integer]
  def connections = @lock.synchronize { @connections }

  # @return [void]
  def stop
    @acceptor.kill
    @listener.close
  end

  private

  def serve(socket)
    connection = @lock.synchronize { @connections += 1 }
    Thread.new do
      (1..).each { |nth| exchange(socket, connection, nth) or break }
    rescue SystemCallError, IOError
      nil # The other side has closed.
    ensure
      socket.close
    end
  end

  # @return [Object, nil] whether the connection goes on
  def exchange(socket, connection, nth)
    head = socket.gets("\r\n\r\n") or return
    verb, path, = head.split
    body = socket.read(head[/^content-length: (\d+)/i, 1].to_i).to_s
    request = Request.new(verb:, path:, body:, connection:, nth:, socket:)
    @lock.synchronize { @requests << request }
    answer = verb == "HEAD" ? self.class.json("") : @answer.call(request)
    answer = socket.read && :close if answer == :silence
    socket.write(answer) unless answer == :close
  end
end
