# frozen_string_literal: true

class FaultServer
  # HTTP/2 (RFC 9113) that breaks off, breaks its rules, or never ends.
  module Catalogue
    no_error = 0
    calm = 11
    refused_stream = 7
    cancel = 8

    def self.http2(name, expected, **traits, &)
      fault(name, expected, at: :http2, **traits, &)
    end

    group "HTTP/2" do
      http2("GOAWAY instead of an answer", REFUSED, refused: true) { |stream| stream.goaway(no_error, last: 0) }
      http2("GOAWAY and the end of the connection", REFUSED, refused: true) do |stream|
        stream.goaway(no_error, last: 0)
        stream.connection.close
      end
      http2("GOAWAY with ENHANCE_YOUR_CALM", LOST) do |stream|
        stream.goaway(calm, last: 0)
        stream.connection.close
      end
      http2("GOAWAY after the head", LOST) do |stream|
        stream.head
        stream.goaway(no_error)
        stream.connection.close
      end
      http2("RST_STREAM that refuses", REFUSED, refused: true) { |stream| stream.reset(refused_stream) }
      http2("RST_STREAM that cancels", LOST) { |stream| stream.reset(cancel) }
      http2("RST_STREAM after the head", LOST) do |stream|
        stream.head
        stream.reset(cancel)
      end
      http2("RST_STREAM within the body", LOST) do |stream|
        stream.head
        stream.frame(:data, '{"access_token":"s3cr3t"')
        stream.reset(2)
      end
      http2("the connection closed", LOST, drops: true) { |stream| stream.connection.close }
      http2("less body than announced", LOST) do |stream|
        stream.head("#{Http2::FINE}\x0f\x0d\x03400".b)
        stream.frame(:data, "{}", flags: Http2::END_STREAM)
      end
      http2("a frame on a stream that is none", LOST) { |stream| stream.connection.frame(:data, "s3cr3t", id: 99) }
      http2("a head without a status", LOST) { |stream| stream.head("\x0f\x10\x06s3cr3t".b) }
      http2("a head that HPACK cannot read", LOST) { |stream| stream.head("\xff\xff\xff\xff\xff".b) }
      http2("a field in capitals", LOST) { |stream| stream.head("\x88\x00\x01A\x06s3cr3t".b) }
      http2("a frame longer than agreed", LOST) do |stream|
        stream.connection.frame(:data, "s3cr3t", id: 1, length: 0xffffff)
      end
      http2("a promise that was not allowed", LOST) { |stream| stream.frame(:push_promise, "\0\0\0\2\x82".b, flags: 4) }
      http2("a window that overflows", LOST) do |stream|
        stream.connection.frame(:window_update, [0x7fffffff].pack("N"))
      end
      http2("more than the window allows", [LOST, TOO_LARGE], endless: true) do |stream|
        stream.head
        data = stream.bytes(:data, "x" * 16_384)
        stream.flood { stream.connection.write(data) }
      end
      # The window is that of the requests after the first of a connection.
      http2("a flow-control stall", LATE, slow: true, warm: true, http2: { 4 => 0 },
                                          asked: { exchange: 0, refresh: nil, api: 1 }) { sleep }
      http2("silence", LATE, slow: true) { sleep }
      http2("silence after the head", LATE, slow: true) do |stream|
        stream.head
        sleep
      end
      http2("an endless head", LOST, endless: true) do |stream|
        stream.head("\x88".b, flags: 0)
        block = stream.bytes(:continuation, "\x00\x01a\x7f\x80\x7e".b + ("x" * 16_000))
        stream.flood { stream.connection.write(block) }
      end
      http2("an endless row of empty frames", LOST, endless: true) do |stream|
        stream.head
        nothing = stream.bytes(:data, "") * 100
        stream.flood { stream.connection.write(nothing) }
      end
      http2("an endless row of pings", LATE, slow: true, endless: true) do |stream|
        pings = stream.connection.bytes(:ping, "s3cr3t!!") * 100
        stream.flood { stream.connection.write(pings) }
      end
      http2("an endless row of settings", LATE, slow: true, endless: true) do |stream|
        settings = stream.connection.bytes(:settings, [3, 100].pack("nN")) * 100
        stream.flood { stream.connection.write(settings) }
      end
    end
  end
end
