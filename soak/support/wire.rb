# frozen_string_literal: true

require "openssl"
require "socket"
require_relative "answer"

module Soak
  # HTTP/1.1 over TLS, a thread for each connection, with as little work as there can be. One connection carries one
  # request at a time: a fault meets that request and nobody else's.
  class Wire
    # A request, as far as anybody asks.
    Request = Struct.new(:verb, :target, :head, :body) do
      # @return [String]
      def path = target[/\A[^?]*/]

      # @return [Hash] of a JSON body
      def asked = JSON.parse(body)

      # @return [String, nil]
      def bearer = head[/^authorization: Bearer (\S+)/i, 1]
    end

    # @param listener [TCPServer]
    # @param leaf [ThrowAwayCA::Leaf]
    # @param desk [#call] given a {Request}, returns an {Answer}
    def initialize(listener, leaf, desk)
      @listener = listener
      @desk = desk
      @context = leaf.context
      @context.alpn_select_cb = ->(_offered) { "http/1.1" }
    end

    # Never returns.
    def serve
      @listener.listen(1024)
      loop { Thread.new(@listener.accept) { |socket| converse(socket) } }
    end

    private

    def converse(socket)
      socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
      stream = OpenSSL::SSL::SSLSocket.new(socket, @context)
      stream.sync = stream.sync_close = true
      stream.accept
      nil while exchange(stream)
    rescue SystemCallError, IOError, OpenSSL::SSL::SSLError
      nil # The other side has closed.
    ensure
      socket.close
    end

    # @return [Boolean, nil] whether the connection goes on
    def exchange(stream)
      head = stream.gets("\r\n\r\n") or return
      verb, target = head.split(" ", 3)
      answer = @desk.call(Request.new(verb, target, head, stream.read(head[/^content-length: (\d+)/i, 1].to_i)))
      return answer.fault.play(stream, answer) if answer.fault

      stream.write(verb == "HEAD" ? answer.to_s[/\A.*?\r\n\r\n/m] : answer.to_s)
    end
  end
end
