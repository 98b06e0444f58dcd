# frozen_string_literal: true

class FaultServer
  # What never comes, or comes so slowly that a deadline has to end it.
  module Catalogue
    group "slowness" do
      fault("silence before the request", LATE, at: :connection, slow: true) { sleep }
      fault("silence", LATE, slow: true) { sleep }
      fault("a byte a second", LATE, slow: true) { |exchange| exchange.drip("#{JSON_HEAD}\r\n", 1) }
      fault("a byte a second of the body", LATE, slow: true) do |exchange|
        exchange.write("#{JSON_HEAD}Content-Length: 400\r\n\r\n")
        exchange.drip(fine(exchange), 1)
      end
      fault("silence after the head", LATE, slow: true) do |exchange|
        exchange.write("#{JSON_HEAD}Content-Length: 400\r\n\r\n")
        sleep
      end
      fault("silence within the chunks", LATE, slow: true) do |exchange|
        exchange.write("#{JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n#{chunk(fine(exchange))}")
        sleep
      end
      fault("a body without an end", LATE, slow: true) do |exchange|
        exchange.write("#{JSON_HEAD}\r\n#{fine(exchange)}")
        sleep
      end
      fault("a promise to continue", LATE, slow: true) do |exchange|
        exchange.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n")
        sleep
      end
    end

    group "early hints" do
      fault("one before the answer", :fine) do |exchange|
        exchange.write("HTTP/1.1 103 Early Hints\r\nLink: </s3cr3t>; rel=preload\r\n\r\n")
        exchange.answer(body: fine(exchange), type: "application/json")
      end
      fault("fifty before the answer", :fine) do |exchange|
        exchange.write("HTTP/1.1 103 Early Hints\r\nLink: </s3cr3t>\r\n\r\n" * 50)
        exchange.answer(body: fine(exchange), type: "application/json")
      end
    end
  end
end
