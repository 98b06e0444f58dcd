# frozen_string_literal: true

require "timeout"
require_relative "bad_input/scripted_litmus"
require_relative "fault_server/fault"
require_relative "fault_server/certificates"
require_relative "fault_server/http2"

# A Litmus with one fault, until it is mended. What is wrong may begin at any depth: with the port, the connection, the
# TLS handshake, a frame of HTTP/2 or the bytes of an answer.
#
#     server = FaultServer.new(FaultServer::Fault.all.first)
#     server.base_url      # a login, a refresh or a call goes wrong here
#     server.mend
#     server.base_url      # and works here
class FaultServer < BadInput::ScriptedLitmus
  # Endless is what is longer than anybody would read.
  ENDLESS = 256 * 1024 * 1024
  PATHS = [TOKEN, PROFILE].freeze

  # @param fault [Fault]
  def initialize(fault)
    @fault = fault
    @broken = !fault.warm?
    @mended = false
    @taken = Queue.new
    @contexts = {}
    super()
    @secure = fault.tls?
    refuse_connections if fault.at == :port
  end

  def base_url
    "#{@secure ? "https" : "http"}://#{HOST}:#{port}"
  end

  # @return [Boolean]
  def broken? = @broken

  # Something that was well before.
  #
  # @return [void]
  def go_wrong
    @broken = true
  end

  # From now on everything is as it should be, on connections that are open as well as on new ones.
  #
  # @return [void]
  def mend
    @broken = false
    @mended = true
    accept_connections if @fault.at == :port
  end

  # @return [Integer] how many bytes the other side, and the buffers in between, took of an endless answer
  def taken = Timeout.timeout(20) { @taken.pop }

  # @return [void]
  def took(bytes) = @taken << bytes

  # @param request [Request] that came over HTTP/2
  # @return [void]
  def received(request)
    @lock.synchronize { @requests << request }
  end

  private

  # A port that is ours and that nobody listens on.
  def refuse_connections
    @acceptor.kill.join
    @listener.close
    @reserved = Socket.new(:INET, :STREAM)
    @reserved.setsockopt(:SOCKET, :REUSEADDR, true)
    @reserved.bind(Addrinfo.tcp(HOST, port))
    @listener = @reserved
  end

  def accept_connections
    @reserved.listen(16)
    @reserved.autoclose = false
    @listener = TCPServer.for_fd(@reserved.fileno)
    @acceptor = Thread.new { accept }
  end

  def serve(socket, number)
    return super unless @broken && @fault.at == :connection

    begin
      @fault.script.call(Exchange.new(socket, nil))
    rescue SystemCallError, IOError
      nil
    ensure
      socket.close
    end
  end

  def exchange(stream, *)
    return super unless @secure && stream.alpn_protocol == "h2"
    return Http2.new(stream, self, @fault).serve if @fault.at == :http2

    @fault.script.call(Exchange.new(stream, nil))
    nil
  end

  def record(request)
    script = super
    return script unless @broken && PATHS.include?(request.path) && @fault.at == :answer

    ->(exchange) { took(@fault.script.call(exchange)) }
  end

  def encrypted(socket)
    return socket unless @secure

    stream = OpenSSL::SSL::SSLSocket.new(socket, @lock.synchronize { @contexts[@mended] ||= tls_context })
    stream.tap(&:accept)
  end

  def tls_context
    return Certificates.shared.leaf.context if @mended

    Certificates.shared.leaf(@fault.leaf).context.tap do |context|
      context.alpn_select_cb = ->(_) { "h2" } if @fault.at == :http2
      @fault.tls.call(context)
    end
  end
end

require_relative "fault_server/catalogue"
