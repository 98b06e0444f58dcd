# frozen_string_literal: true

require "rack"
require "uri"

module DropIn
  # What came of one request to the app under test: the answer, and the Rack environment that the middleware and the
  # app shared.
  class Visit
    attr_reader :env, :status, :headers

    # @param env [Hash] the Rack environment, after the request
    # @param response [Array] the Rack response
    def initialize(env, response)
      @env = env
      @status, @headers, body = response
      body.close if body.respond_to?(:close)
    end

    # @return [String, nil] where the answer sends the browser
    def location
      headers["location"] || headers["Location"]
    end

    # @return [Hash{String => String}] the query of that address
    def query
      Rack::Utils.parse_query(URI(location).query)
    end

    # @return [OmniAuth::AuthHash, nil] what the app got; nil where it was not reached
    def auth
      env["omniauth.auth"]
    end

    # @return [OmniAuth::AuthHash] the same, where somebody has to be signed in
    # @raise [RuntimeError] with the reason where nobody is
    def identity
      auth || raise("Nobody is signed in. The answer is #{status} with #{failure.inspect}: #{error.inspect}")
    end

    # @return [Symbol, nil] the failure key
    def failure
      env["omniauth.error.type"]
    end

    # @return [Exception, nil] the failure's cause
    def error
      env["omniauth.error"]
    end

    # @return [OmniAuth::Strategy] the strategy that served the request
    def strategy
      env["omniauth.strategy"]
    end
  end
end
