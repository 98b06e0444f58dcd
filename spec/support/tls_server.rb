# frozen_string_literal: true

require "openssl"
require "socket"

# A server that agrees on TLS as its context says, and answers each request with an empty JSON object.
#
#     server = TLSServer.new(context)
#     server.url
#     server.stop
class TLSServer
  ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

  # @param context [OpenSSL::SSL::SSLContext]
  def initialize(context)
    @context = context
    @listener = TCPServer.new("127.0.0.1", 0)
    @threads = []
    @acceptor = Thread.new { loop { @threads << Thread.new(@listener.accept) { |socket| serve(socket) } } }
  end

  # @return [String]
  def url = "https://127.0.0.1:#{@listener.addr[1]}"

  # @return [void]
  def stop
    [@acceptor, *@threads].each(&:kill).each(&:join)
    @listener.close
  end

  private

  def serve(socket)
    stream = OpenSSL::SSL::SSLSocket.new(socket, @context)
    stream.accept
    stream.write(ANSWER) while stream.gets("\r\n\r\n")
  rescue SystemCallError, IOError, OpenSSL::SSL::SSLError
    nil
  ensure
    socket.close
  end
end
