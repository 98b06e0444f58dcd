# frozen_string_literal: true

class FaultServer
  # What never ends. The deadline is long: a limit has to end it.
  module Catalogue
    def self.flood(name, expected, head, slow: false, &frame)
      fault("an endless #{name}", expected, endless: true, slow:) do |exchange|
        exchange.write(head)
        exchange.flood(ENDLESS, &frame)
      end
    end

    ok = "HTTP/1.1 200 OK\r\n"
    chunked = "#{JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n"

    group "flood" do
      flood "status line", MALFORMED, "HTTP/1.1 200 "
      flood "header", MALFORMED, "#{ok}X-Secret: "
      flood("list of headers", MALFORMED, ok) { "X-A: s3cr3t\r\n" * 5000 }
      flood "body until it is closed", TOO_LARGE, "#{JSON_HEAD}Connection: close\r\n\r\n\""
      flood "body of an error", TOO_LARGE, "HTTP/1.1 500 No\r\nContent-Type: application/json\r\n\r\n\""
      flood "body of a page", TOO_LARGE, "HTTP/1.1 403 No\r\nContent-Type: text/html\r\n\r\n<html>"
      flood "body that is announced", TOO_LARGE, "#{JSON_HEAD}Content-Length: #{ENDLESS}\r\n\r\n\""
      flood("row of chunks", TOO_LARGE, chunked) { |text| chunk(text) }
      flood("row of tiny chunks", TOO_LARGE, chunked) { "8\r\ns3cr3t--\r\n" * 10_000 }
      flood "extension of a chunk", LOST, "#{chunked}1;s3cr3t="
      flood("trailer", LOST, "#{chunked}0\r\n") { "X-A: s3cr3t\r\n" * 5000 }
      flood("row of interim answers", LATE, "", slow: true) { "HTTP/1.1 100 Continue\r\n\r\n" * 1000 }
    end
  end
end
