# frozen_string_literal: true

require_relative "scripted_server"

# A SOCKS5 proxy (RFC 1928) that leads every request to one port of this machine, whatever host was asked for.
#
#     proxy = SocksServer.new(litmus.port)
#     proxy.asked   # ["litmus.invalid:443"]
#     proxy.stop
class SocksServer < ScriptedServer
  # @param target [Integer, nil] a port; nil: nothing is let through
  # @param user [String, nil] whom to let through
  # @param password [String, nil]
  def initialize(target, user: nil, password: nil)
    @target = target
    @credentials = [user, password] if user
    @asked = Thread::Queue.new
    super()
  end

  # @return [Array<String>] what was asked for, as host:port
  def asked = Array.new(@asked.size) { @asked.pop }

  private

  def serve(socket, _number)
    lead(socket) if known?(socket)
  rescue SystemCallError, IOError
    nil
  ensure
    socket.close
  end

  def known?(socket)
    socket.read(socket.read(2).getbyte(1))
    socket.write([5, @credentials ? 2 : 0].pack("CC"))
    return true unless @credentials

    socket.read(1)
    given = Array.new(2) { socket.read(socket.read(1).ord) }
    socket.write([1, given == @credentials ? 0 : 1].pack("CC"))
    given == @credentials
  end

  def lead(socket)
    @asked << requested(socket)
    socket.write([5, @target ? 0 : 5, 0, 1, 0, 0].pack("CCCCNn"))
    return unless @target

    other = TCPSocket.new("127.0.0.1", @target)
    back = Thread.new { IO.copy_stream(other, socket) }
    back.report_on_exception = false # where the server is stopped
    IO.copy_stream(socket, other)
    back.join
  ensure
    other&.close
  end

  def requested(socket)
    named = socket.read(4).getbyte(3) == 3
    host = named ? socket.read(socket.read(1).ord) : socket.read(4).bytes.join(".")
    "#{host}:#{socket.read(2).unpack1("n")}"
  end
end
