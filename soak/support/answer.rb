# frozen_string_literal: true

require "json"

module Soak
  # An answer of the provider, and what becomes of it on the way.
  Answer = Struct.new(:status, :body, :type, :fault, :challenge) do
    # @param members [Hash]
    # @return [Answer]
    def self.json(status = 200, fault: nil, challenge: nil, **members)
      new(status, JSON.generate(members), "application/json", fault, challenge)
    end

    # @return [String] as HTTP/1.1 has it
    def to_s
      "HTTP/1.1 #{status} Answer\r\nContent-Type: #{type}\r\nContent-Length: #{body.bytesize}\r\n" \
        "#{"WWW-Authenticate: #{challenge}\r\n" if challenge}\r\n#{body}"
    end
  end
end
