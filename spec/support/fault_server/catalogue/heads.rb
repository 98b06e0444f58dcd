# frozen_string_literal: true

class FaultServer
  # Heads that break off, or break HTTP/1.1 (RFC 9112).
  module Catalogue
    group "head" do
      bytes "half a status line", LOST, "HTTP/1.1 2", drops: true
      bytes "closed after the status line", LOST, "HTTP/1.1 200 OK\r\n", drops: true
      bytes "half a header", LOST, "HTTP/1.1 200 OK\r\nX-Secret: s3cr", drops: true
      bytes "closed before the blank line", LOST, "#{JSON_HEAD}Content-Length: 40\r\n", drops: true
      bytes "HTTP/0.9", MALFORMED, %({"access_token":"s3cr3t","token_type":"Bearer"}\n)
      bytes "HTTP/0.9 with HTML", MALFORMED, "<html>s3cr3t</html>\r\n\r\n"
      bytes "HTTP/2.0 in a status line", MALFORMED, "HTTP/2.0 200 OK\r\n\r\n"
      bytes "a preface of HTTP/2", MALFORMED, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      bytes "another protocol", MALFORMED, "SSH-2.0-s3cr3t\r\n"
      bytes "a status of two digits", MALFORMED, "HTTP/1.1 20 OK\r\n\r\n"
      bytes "a status of four digits", MALFORMED, "HTTP/1.1 2000 OK\r\n\r\n"
      bytes "a negative status", MALFORMED, "HTTP/1.1 -20 OK\r\n\r\n"
      bytes "a status of zero", MALFORMED, "HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n"
      bytes "a null byte in a field", MALFORMED, "HTTP/1.1 200 OK\r\nX-Secret: s3cr3t\0\r\n\r\n"
      bytes "a field without a colon", MALFORMED, "HTTP/1.1 200 OK\r\ns3cr3t\r\n\r\n"
      # They are read, and what they belong to has no body.
      empty = { token: NOT_JSON, profile: NO_PROFILE, call: :answered }
      bytes "a blank before the colon", empty, "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n"
      bytes "a folded field", empty, "HTTP/1.1 200 OK\r\nX-A: b\r\n s3cr3t: c\r\n\r\n"
      bytes "two hundred fields", empty, "HTTP/1.1 200 OK\r\n#{"X-A: s3cr3t\r\n" * 200}\r\n"
      bytes "two lengths that differ", MALFORMED, "#{JSON_HEAD}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}"
      bytes "a negative length", MALFORMED, "#{JSON_HEAD}Content-Length: -1\r\n\r\n{}"
      bytes "a length that is no number", MALFORMED, "#{JSON_HEAD}Content-Length: s3cr3t\r\n\r\n{}"
      bytes "a length beyond 64 bits", MALFORMED, "#{JSON_HEAD}Content-Length: 99999999999999999999999\r\n\r\n{}"
      bytes "a switch of protocols", { token: UNEXPECTED, profile: NO_PROFILE, call: :answered },
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: s3cr3t\r\n\r\n"
    end
  end
end
