# frozen_string_literal: true

class ScriptedServer
  # One request, and the stream that a script answers on.
  class Exchange
    CHUNK = 65_536

    # @return [Request]
    attr_reader :request

    # @param stream [IO]
    # @param request [Request]
    def initialize(stream, request)
      @stream = stream
      @request = request
      @last = true
    end

    # @return [Boolean] whether the connection ends with this exchange: it does after a hand-written answer
    def last? = @last

    # @return [Integer] the other side's
    def remote_port = @stream.to_io.remote_address.ip_port

    # A whole, well-formed answer; the connection stays open.
    #
    # @param status [Integer]
    # @param body [String]
    # @param type [String, nil] media type
    # @param headers [Hash{String => String}]
    # @return [void]
    def answer(status: 200, body: "", type: nil, headers: {})
      @last = false
      fields = { "Content-Type" => type, "Content-Length" => body.bytesize }.compact.merge(headers)
      write("HTTP/1.1 #{status} Whatever\r\n#{fields.map { |pair| "#{pair.join(": ")}\r\n" }.join}\r\n#{body}")
    end

    # @param bytes [String]
    # @return [void]
    def write(bytes)
      @stream.write(bytes)
      @stream.flush
    end

    # The connection stays open after what was written by hand.
    #
    # @return [void]
    def go_on = @last = false

    # Is silent until the other side hangs up: where a connection is closed with something unread, what was sent may be
    # lost.
    #
    # @return [void]
    def outlast
      nil while @stream.readpartial(CHUNK)
    end

    # @param text [String] sent one byte at a time
    # @param pause [Numeric] seconds between two bytes
    # @return [void]
    def drip(text, pause)
      text.each_char do |byte|
        write(byte)
        sleep(pause)
      end
    end

    # Ends the connection as a crashed machine does: with a reset.
    #
    # @return [void]
    def reset
      @stream.setsockopt(Socket::Option.linger(true, 0))
      @stream.close
    end

    # Sends until all is sent or the other side hangs up.
    #
    # @param most [Integer] bytes
    # @yieldparam chunk [String] a block may frame it
    # @return [Integer] how many were taken, by the other side or by the buffers in between
    def flood(most)
      taken = 0
      chunk = block_given? ? yield("x" * CHUNK) : "x" * CHUNK
      taken += @stream.write(chunk) while taken < most
      taken
    rescue Errno::EPIPE, Errno::ECONNRESET
      taken
    end
  end
end
