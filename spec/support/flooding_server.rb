# frozen_string_literal: true

require "openssl"
require "socket"
require_relative "forked_process"
require_relative "throw_away_ca"

# A server in a process of its own that never comes to an end, as fast as it can.
#
#     server = FloodingServer.new("HTTP/1.1 103 Early Hints\r\n\r\n", tls: true)
#     server.base_url
class FloodingServer
  # @return [String]
  attr_reader :base_url

  # @param text [String] what is sent again and again
  # @param head [String] what is sent before
  # @param tls [Boolean]
  def initialize(text, head: "", tls: false)
    @text = text * (65_536 / text.bytesize)
    @head = head
    @context = context if tls
    listener = TCPServer.new("127.0.0.1", 0)
    @base_url = "http#{"s" if tls}://127.0.0.1:#{listener.addr[1]}"
    @process = ForkedProcess.new { |_, _| loop { Thread.new(listener.accept) { |socket| flood(socket) } } }
    listener.close
  end

  # @return [void]
  def stop = @process.kill

  private

  def context
    leaf = ThrowAwayCA.shared.leaf
    OpenSSL::SSL::SSLContext.new.tap do |context|
      context.add_certificate(OpenSSL::X509::Certificate.new(File.read(leaf.cert_file)),
                              OpenSSL::PKey.read(File.read(leaf.key_file)))
      context.alpn_select_cb = ->(_offered) { "http/1.1" }
    end
  end

  def flood(socket)
    stream = @context ? OpenSSL::SSL::SSLSocket.new(socket, @context).tap(&:accept) : socket
    stream.readpartial(65_536)
    stream.write(@head)
    loop { stream.write(@text) }
  rescue SystemCallError, IOError, OpenSSL::SSL::SSLError
    socket.close
  end
end
