# frozen_string_literal: true

module Soak
  # What the provider does instead of answering a request.
  class Fault
    # Seconds that an app waits for an answer here. A machine that is busy must not run into it by itself.
    DEADLINE = 5
    # Seconds after which a connection is given up that the app should have given up long ago.
    SLOWEST = 12 * DEADLINE
    HTML = "<!DOCTYPE html><title>Error</title><h1>Something went wrong</h1>"
    # A close with this ends in a reset.
    NO_LINGER = [1, 0].pack("ii").freeze
    # Where the quick ones are drawn twice: a slow one keeps a thread of the app for as long as its deadline.
    QUICK = %i[closed reset half server_error garbage].freeze
    # What a login that met one ends in.
    FAILURES = { closed: "failed_to_connect", reset: "failed_to_connect", half: "failed_to_connect",
                 server_error: "invalid_credentials", garbage: "invalid_credentials", slow: "timeout" }.freeze

    # @return [Symbol]
    attr_reader :stage, :kind

    # @param stage [Symbol] of which request
    # @param kind [Symbol] a key of {FAILURES}
    def initialize(stage, kind)
      @stage = stage
      @kind = kind
    end

    # @return [String] OmniAuth's failure key
    def failure = FAILURES.fetch(kind)

    # @return [String]
    def to_s = "#{stage}: #{kind}"

    # @param stream [OpenSSL::SSL::SSLSocket]
    # @param answer [Answer] what it should have been
    # @return [Boolean] whether the connection goes on
    def play(stream, answer)
      public_send(kind, stream, answer) == :goes_on
    end

    # Closed before a byte of the answer, as TLS has it.
    def closed(stream, _answer)
      stream.close
    end

    def reset(stream, _answer)
      stream.to_io.setsockopt(Socket::SOL_SOCKET, Socket::SO_LINGER, NO_LINGER)
      stream.to_io.close
    end

    def half(stream, answer)
      whole = answer.to_s
      stream.write(whole[0, whole.length - (answer.body.length / 2)])
      stream.close
    end

    def server_error(stream, _answer)
      stream.write(Answer.new(500, HTML, "text/html").to_s)
      :goes_on
    end

    def garbage(stream, _answer)
      stream.write(Answer.new(200, '{"access_token": "nothing', "application/json").to_s)
      :goes_on
    end

    # The app gives up first, and closes.
    def slow(stream, _answer)
      stream.to_io.wait_readable(SLOWEST)
      stream.close
    end
  end
end
