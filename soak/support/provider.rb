# frozen_string_literal: true

require_relative "../../spec/support/forked_process"
require_relative "../../spec/support/throw_away_ca"
require_relative "wire"

module Soak
  # The provider, in a process of its own, with a desk that answers and remembers.
  class Provider
    CLIENT = { "client_id" => "soak-client", "client_secret" => "soak-client-secret" }.freeze

    # @return [String]
    attr_reader :base_url

    # @param desk [#call, #report]
    def initialize(desk)
      listener = TCPServer.new("127.0.0.1", 0)
      @base_url = "https://127.0.0.1:#{listener.addr[1]}"
      wire = Wire.new(listener, ThrowAwayCA.shared.leaf, desk)
      @process = ForkedProcess.new do |hear, tell|
        Thread.new { wire.serve }
        tell.call(desk.report) while hear.call
      end
      listener.close
    end

    # @return [String]
    def client_id = CLIENT["client_id"]

    # @return [String]
    def client_secret = CLIENT["client_secret"]

    # @return [Hash{String => Object}] what the desk says of itself
    def report
      @process.tell("report")
      @process.hear
    end

    # @return [void]
    def stop
      @process.kill
    end
  end
end
