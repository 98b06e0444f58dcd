# frozen_string_literal: true

class FaultServer < BadInput::ScriptedLitmus
  # As much of HTTP/2 (RFC 9113) as it takes to answer a request, rightly or wrongly, frame by frame.
  class Http2
    PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    TYPES = { data: 0, headers: 1, rst_stream: 3, settings: 4, push_promise: 5, ping: 6, goaway: 7, window_update: 8,
              continuation: 9 }.freeze
    END_STREAM = 1
    ACK = 1
    END_HEADERS = 4
    # The first octet of a header block tells GET and POST (RFC 7541, appendix A).
    VERBS = { 0x82 => ["GET", PROFILE], 0x83 => ["POST", TOKEN] }.freeze
    # `:status: 200` and a content type, without Huffman codes.
    FINE = "\x88\x0f\x10\x10application/json".b.freeze

    # A request, and what can be said to it.
    class Stream
      # @return [Http2]
      attr_reader :connection
      # @return [Request]
      attr_reader :request

      def initialize(connection, id, request)
        @connection = connection
        @id = id
        @request = request
      end

      # @param type [Symbol]
      # @param payload [String]
      # @param flags [Integer]
      # @return [void]
      def frame(type, payload = "", flags: 0) = connection.frame(type, payload, flags:, id: @id)

      # @return [String] a frame that is not sent yet
      def bytes(type, payload = "") = connection.bytes(type, payload, id: @id)

      # @return [void]
      def head(block = FINE, flags: END_HEADERS) = frame(:headers, block, flags:)

      # @return [void]
      def answer(body)
        return head(flags: END_HEADERS | END_STREAM) if body.empty?

        head
        frame(:data, body, flags: END_STREAM)
      end

      # @param code [Integer] (RFC 9113 §7)
      # @return [void]
      def reset(code) = frame(:rst_stream, [code].pack("N"))

      # @param code [Integer]
      # @param last [Integer] the last stream that was looked at
      # @return [void]
      def goaway(code, last: @id) = connection.frame(:goaway, [last, code].pack("NN"))

      # Sends until all is sent or the other side hangs up.
      #
      # @yieldreturn [Integer] the bytes of one round
      # @return [Integer] how many were taken
      def flood
        taken = 0
        taken += yield while taken < ENDLESS
        taken
      rescue SystemCallError, IOError, OpenSSL::SSL::SSLError
        taken
      end
    end

    # @param stream [OpenSSL::SSL::SSLSocket]
    # @param server [FaultServer]
    # @param fault [Fault]
    def initialize(stream, server, fault)
      @stream = stream
      @server = server
      @fault = fault
      @heads = {}
      @bodies = Hash.new { |bodies, id| bodies[id] = +"" }
    end

    # @return [nil] when the other side has hung up
    def serve
      @stream.read(PREFACE.length)
      frame(:settings, @fault.http2.map { |setting| setting.pack("nN") }.join, id: 0)
      while (head = @stream.read(9))
        high, low, type, flags, id = head.unpack("CnCCN")
        take(type, flags, id & 0x7fffffff, @stream.read((high << 16) + low).to_s)
      end
    end

    # @param type [Symbol]
    # @return [Integer] bytes written
    def frame(type, payload = "", **fields) = write(bytes(type, payload, **fields))

    # @param type [Symbol]
    # @return [String] a frame that is not sent yet
    def bytes(type, payload = "", flags: 0, id: 0, length: payload.bytesize)
      [length >> 16, length & 0xffff, TYPES.fetch(type), flags, id].pack("CnCCN") + payload.b
    end

    # @param bytes [String]
    # @return [Integer] how many they are
    def write(bytes)
      # Without Ruby's buffer, whose copies of an endless answer would be this process's memory, too.
      @stream.syswrite(bytes)
    end

    # @return [void]
    def close = @stream.close

    private

    def take(type, flags, id, payload)
      case type
      when TYPES[:headers] then @heads[id] = payload
      when TYPES[:data] then @bodies[id] << payload
      else return acknowledge(type, flags, payload)
      end
      answer(id) if (flags & END_STREAM).positive?
    end

    def acknowledge(type, flags, payload)
      return if flags == ACK

      frame(:settings, flags: ACK) if type == TYPES[:settings]
      frame(:ping, payload, flags: ACK) if type == TYPES[:ping]
    end

    def answer(id)
      verb, path = VERBS.fetch(@heads.delete(id).getbyte(0), ["HEAD", "/"])
      request = Request.new(verb, path, { "content-type" => "application/json" }, @bodies.delete(id).to_s)
      stream = Stream.new(self, id, request)
      @server.received(request) unless @server.broken? && @fault.refused?
      return stream.answer(verb == "HEAD" ? "" : fine(path)) if verb == "HEAD" || !@server.broken?

      @server.took(@fault.script.call(stream))
    end

    def fine(path) = JSON.generate(path == TOKEN ? TOKENS : { user: USER })
  end
end
