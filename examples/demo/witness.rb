# frozen_string_literal: true

require "json"

module Demo
  # Stands between the server and the sandbox and keeps the tokens that the sandbox gives out: the check revokes one
  # behind the app's back, and looks for all of them where they must not be.
  class Witness
    def initialize(app)
      @app = app
      @tokens = Queue.new
      @seen = []
    end

    # @param env [Hash] a Rack environment
    # @return [Array] a Rack response
    def call(env)
      @app.call(env).tap do |status, _, body|
        @tokens << JSON.parse(body.to_a.join) if status == 200 && env["PATH_INFO"] == "/oauth/token"
      end
    end

    # @return [Array<Hash>] the token answers so far, in order
    def answers
      @seen << @tokens.pop until @tokens.empty?
      @seen
    end

    # Nobody has been here yet: no session, no token, no consent that is remembered.
    #
    # @return [void]
    def reset!
      @app.reset!
      answers.clear
    end
  end
end
