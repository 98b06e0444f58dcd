# frozen_string_literal: true

class FaultServer
  # TLS that is not agreed, and connections that end before TLS says so.
  module Catalogue
    def self.handshake(name, expected, **traits, &tls)
      fault(name, expected, at: :handshake, tls:, **traits)
    end

    group "TLS" do
      handshake("version 1.1 at most", INCOMPATIBLE) do |context|
        context.security_level = 0
        context.min_version = context.max_version = OpenSSL::SSL::TLS1_1_VERSION
      end
      handshake("ciphers without forward secrecy alone", INCOMPATIBLE) do |context|
        context.max_version = OpenSSL::SSL::TLS1_2_VERSION
        context.ciphers = "AES128-SHA"
      end
      handshake("a protocol that was not offered", NO_TLS) { |context| context.alpn_select_cb = ->(_) { "s3cr3t/1" } }
      handshake("no protocol in common", NO_TLS) do |context|
        context.alpn_select_cb = ->(_) { raise OpenSSL::SSL::SSLError, "none" }
      end
      secure = { at: :connection, tls: ->(_) {} }
      bytes "an answer in plain text", NO_TLS, "HTTP/1.1 400 Bad Request\r\n\r\ns3cr3t", **secure
      bytes "garbage", NO_TLS, "s3cr3t" * 100, **secure
      bytes "an alert", INCOMPATIBLE, "\x15\x03\x03\x00\x02\x02\x28".b, **secure
      fault("closed in the handshake", FAILED, **secure) { nil }
      fault("reset in the handshake", FAILED, **secure, &:reset)
      fault("silence in the handshake", LATE_CONNECTION, **secure, settings: { open_timeout: 0.3 }) { sleep }
      fault("cut off where only the end of the connection ends the body", LOST, tls: ->(_) {}) do |exchange|
        exchange.write("#{JSON_HEAD}Connection: close\r\n\r\n#{fine(exchange)}")
      end
      fault("HTTP/1.1 where HTTP/2 was agreed", LOST,
            tls: ->(context) { context.alpn_select_cb = ->(_) { "h2" } }, at: :protocol) do |exchange|
        exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ns3cr3t")
        exchange.outlast
      end
    end
  end
end
