# frozen_string_literal: true

require "net/http"
require "rack"

require_relative "visit"

module DropIn
  # A Rack app with the middleware in front, and the browser of one person: its session is a Hash on our side, so
  # that an example can read and change it, and the way to Litmus and back goes over a real socket.
  class Site
    attr_reader :session

    # @param app [#call] the whole stack
    def initialize(app)
      @app = app
      @session = {}
    end

    # @return [Visit]
    def get(url, env = {})
      visit("GET", url, env)
    end

    # @return [Visit]
    def post(url, env = {})
      visit("POST", url, env)
    end

    # Both legs: start at the request path, answer at Litmus, come back.
    # @param path [String] the request path
    # @return [Visit] the callback's
    def sign_in(path = "/auth/litmus", env = {})
      get(at_litmus(post(path, env)), env)
    end

    # What the browser does between the legs.
    # @param start [Visit] the first leg's
    # @return [String] the address that Litmus sends the browser to
    def at_litmus(start)
      address = URI(start.location)
      raise "The first leg did not lead to Litmus but to #{address}: #{start.error.inspect}" unless address.host

      Net::HTTP.get_response(address)["location"]
    end

    private

    def visit(verb, url, env)
      env = Rack::MockRequest.env_for(url, { method: verb }).merge("rack.session" => session).merge(env)
      Visit.new(env, @app.call(env))
    end
  end
end
