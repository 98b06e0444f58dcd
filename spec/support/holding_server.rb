# frozen_string_literal: true

require "socket"

# A server on loopback that takes a request and holds its answer back until it is told to give it, or until the client
# gives up. What happened is in queues, so that a spec waits for events and never for time.
#
#     server = HoldingServer.new
#     request = server.arrived.pop      # its head and body
#     server.answer                     # or: server.given_up.pop
class HoldingServer
  TOKEN = '{"access_token":"held-token","token_type":"Bearer","expires_in":7200}'
  # Seconds after which an event that does not come is a failure. Clients of this server are given more time (`timeout:
  # 60`), or their own deadline would pass for what is waited for.
  # Seconds; a process whose garbage is collected at each allocation is slow.
  PATIENCE = ENV["GC_STRESS"] ? 120 : 20

  # @return [Thread::Queue] each request as it was received
  attr_reader :arrived
  # @return [Thread::Queue] one entry for each client that closed its connection while it waited
  attr_reader :given_up

  def initialize
    @server = TCPServer.new("127.0.0.1", 0)
    @arrived = Thread::Queue.new
    @given_up = Thread::Queue.new
    @answers = Thread::Queue.new
    @thread = Thread.new { loop { serve(@server.accept) } }
    @thread.report_on_exception = false
  end

  def url = "http://127.0.0.1:#{@server.addr[1]}"

  # Answers one request with a token.
  def answer
    @answers << TOKEN
  end

  # @param queue [Thread::Queue]
  # @return [Object] its next entry
  def self.next_of(queue)
    Timeout.timeout(PATIENCE) { queue.pop }
  end

  def stop
    @thread.kill
    @server.close
  end

  private

  def serve(socket)
    Thread.new do
      request = read_request(socket)
      hold(socket, request) if request
    rescue SystemCallError
      @given_up << true
    end
  end

  def hold(socket, request)
    @arrived << request
    replied = false
    waiting = Thread.new { @answers.pop.tap { replied = true }.then { |body| reply(socket, body) } }
    # Nothing more is sent by a client that waits; what can be read is its farewell.
    next_byte = socket.read(1)
    waiting.kill.join
    @given_up << true if next_byte.nil? && !replied
  end

  def reply(socket, body)
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n" \
           "Content-Length: #{body.bytesize}\r\n\r\n"
    socket.write(head + body)
  end

  def read_request(socket)
    head = socket.gets("\r\n\r\n") or return
    head + socket.read(head[/^content-length: (\d+)/i, 1].to_i)
  end
end
