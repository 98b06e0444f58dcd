# frozen_string_literal: true

require "json"
require "zlib"

class FaultServer < BadInput::ScriptedLitmus
  # The faults, by the depth at which they begin.
  module Catalogue
    MALFORMED = %i[ProtocolError response_malformed].freeze
    NOT_JSON = %i[ProtocolError response_not_json].freeze
    TOO_LARGE = %i[ProtocolError response_too_large].freeze
    LOST = %i[ConnectionError connection_lost].freeze
    REFUSED = %i[ConnectionError not_processed].freeze
    FAILED = %i[ConnectionError connection_failed].freeze
    LATE = %i[TimeoutError timeout].freeze
    LATE_CONNECTION = %i[TimeoutError connect_timeout].freeze
    INCOMPATIBLE = %i[ConnectionError tls_incompatible].freeze
    TOO_COMPLEX = %i[ProtocolError response_too_complex].freeze
    NO_TLS = %i[ConnectionError tls_failed].freeze
    NO_PROFILE = %i[ProtocolError invalid_profile].freeze
    UNEXPECTED = %i[ProtocolError unexpected_status].freeze

    JSON_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    SECRET = BadInput::Secrets::MARK
    # What each endpoint says when all is well.
    FINE = { TOKEN => JSON.generate(TOKENS), PROFILE => JSON.generate(user: USER) }.freeze

    module_function

    def group(name)
      @group = name
      yield
    end

    # @param expected [Array, Symbol, Hash] for all stages alike, or as for {Fault}
    def fault(name, expected, **traits, &)
      expected = { all: expected } unless expected.is_a?(Hash)
      Fault.new(@group, name, expected, traits, &)
    end

    # An answer of these bytes.
    def bytes(name, expected, text, **traits)
      fault(name, expected, **traits) do |exchange|
        exchange.write(text)
        exchange.outlast unless exchange.request
      end
    end

    # An answer in good HTTP with this body.
    def body(name, expected, text, **answer)
      fault(name, expected) { |exchange| exchange.answer(body: text, **{ type: "application/json" }, **answer) }
    end

    # @return [String] what this path says when all is well
    def fine(exchange) = FINE.fetch(exchange.request.path)

    # @return [String] what a server repeats that is careless with secrets
    def secrets(exchange)
      return exchange.request.headers["authorization"].to_s[/\S+\z/] if exchange.request.path == PROFILE

      exchange.request.params.values_at("client_secret", "code", "code_verifier", "refresh_token").compact.join(" ")
    end

    # @return [String] in chunks
    def chunk(text) = "#{text.bytesize.to_s(16)}\r\n#{text}\r\n"
  end
end

%w[connections heads bodies contents statuses redirects slowness floods certificates handshakes http2].each do |group|
  require_relative "catalogue/#{group}"
end
