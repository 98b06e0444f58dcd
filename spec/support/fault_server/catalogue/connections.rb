# frozen_string_literal: true

class FaultServer
  # What happens to a connection before anything is said.
  module Catalogue
    group "connection" do
      fault "refused", %i[ConnectionError connection_refused], at: :port
      # Whether a connection counts as made is a matter of microseconds.
      early = [LOST, FAILED]
      fault("reset before the request", early, at: :connection, &:reset)
      fault("closed before the request", early, at: :connection) { nil }
      fault("reset after the request", LOST, drops: true, &:reset)
      fault("closed after the request", LOST, drops: true) { nil }
      bytes "answered before the request", [MALFORMED, LOST], "220 s3cr3t.example ESMTP\r\n", at: :connection
    end
  end
end
