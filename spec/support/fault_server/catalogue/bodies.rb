# frozen_string_literal: true

class FaultServer
  # Bodies that are not as their head says (RFC 9112 §6 and §7).
  module Catalogue
    chunked = "#{JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n"
    token = '{"access_token":"s3cr3t"'

    group "body" do
      bytes "none, after the head", LOST, "#{JSON_HEAD}Content-Length: 40\r\n\r\n"
      bytes "half of it", LOST, "#{JSON_HEAD}Content-Length: 400\r\n\r\n#{token}"
      fault("one byte less than announced", LOST) do |exchange|
        text = fine(exchange)
        exchange.write("#{JSON_HEAD}Content-Length: #{text.length + 1}\r\n\r\n#{text}")
      end
      fault("one byte more than announced",
            { token: %i[ProtocolError response_truncated], api: NOT_JSON }) do |exchange|
        text = fine(exchange)
        exchange.write("#{JSON_HEAD}Content-Length: #{text.length - 1}\r\n\r\n#{text}")
      end
      fault("a second answer behind the first", :fine) do |exchange|
        text = fine(exchange)
        evil = '{"access_token":"s3cr3t-evil","token_type":"Bearer","user":{"id":666}}'
        exchange.write([text, evil].map { |one| "#{JSON_HEAD}Content-Length: #{one.length}\r\n\r\n#{one}" }.join)
      end
      bytes "half of its chunks", LOST, "#{chunked}#{chunk(token)}"
      bytes "half a chunk", LOST, "#{chunked}400\r\n#{token}"
      bytes "chunks of garbage", LOST, "#{chunked}s3cr3t\r\n\r\n"
      bytes "a chunk without its end", LOST, "#{chunked}2\r\n{}{}{}0\r\n\r\n"
      bytes "a chunk longer than memory", LOST, "#{chunked}fffffffffffffffffff\r\n#{token}"
      bytes "a negative chunk", LOST, "#{chunked}-1\r\n#{token}"
      bytes "a chunk of 2 GiB that ends", LOST, "#{chunked}7fffffff\r\n#{token}"
      bytes "chunks and a length", LOST,
            "#{JSON_HEAD}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n#{token}"
      bytes "an unknown transfer encoding", NOT_JSON,
            "#{JSON_HEAD}Transfer-Encoding: s3cr3t\r\n\r\n#{token}}\r\n0\r\n\r\n"
    end
  end
end
