# frozen_string_literal: true

require "json"
require "uri"

class ScriptedServer
  # A request as it came over the wire: `connection` is the number of the one it came over, `nth` counts those on it.
  Request = Struct.new(:verb, :target, :headers, :body, :connection, :nth) do
    # @param stream [IO]
    # @return [Request, nil] nil where the other side has hung up, or speaks something else than HTTP
    def self.read(stream)
      start = stream.getc or return
      return stream.write("HTTP/1.1 400 Bad Request\r\n\r\n") && nil unless start.match?(/[A-Z]/)

      verb, target = "#{start}#{stream.gets}".split
      headers = headers_of(stream)
      new(verb, target, headers, stream.read(headers["content-length"].to_i))
    end

    def self.headers_of(stream)
      lines = []
      lines << stream.gets.to_s.chomp until lines.last&.empty?
      fields = lines[..-2].map { |line| line.split(/:\s*/, 2) }
      # A field that comes twice is seen twice (RFC 9110 §5.3).
      fields.each_with_object({}) { |(name, value), all| (all[name.downcase] ||= []) << value }
            .transform_values { |values| values.join(", ") }
    end

    # @return [String] as it was asked of a server; the whole target where it was asked of a proxy
    def path = target[/\A[^?]*/]

    # @return [Hash{String => String}]
    def query = URI.decode_www_form(target[/\?(.*)/, 1].to_s).to_h

    # @return [Hash{String => Object}] of a JSON body or a form
    def params
      json? ? JSON.parse(body) : URI.decode_www_form(body).to_h
    end

    def json? = headers["content-type"] == "application/json"

    # @return [Array(String, String), nil] what a Basic header holds, still form-encoded
    def basic
      headers["authorization"].to_s[/\ABasic (.*)/, 1]&.unpack1("m")&.split(":", 2)
    end

    # @return [String] all of it
    def text
      [verb, target, *headers.flatten, body].join("\n")
    end
  end
end
