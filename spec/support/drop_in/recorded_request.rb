# frozen_string_literal: true

require "json"
require "rack"

module DropIn
  # One request as it reached the fake Litmus, with the questions examples ask about it. A token request may be JSON
  # or a form, and credentials may come in the body or as Basic: the Ruby gem's way depends on its oauth2 version, so
  # an example looks at the meaning unless it has chosen a way by an option.
  class RecordedRequest
    attr_reader :verb, :path, :query, :headers, :body

    # @param env [Hash] the Rack environment
    def initialize(env)
      @verb = env["REQUEST_METHOD"]
      @path = env["PATH_INFO"]
      @query = Rack::Utils.parse_query(env["QUERY_STRING"])
      @headers = headers_of(env)
      @body = env["rack.input"]&.read.to_s
    end

    # @return [Hash{String => Object}] the members of the body
    def params
      return {} if body.empty?

      json? ? JSON.parse(body) : Rack::Utils.parse_query(body)
    end

    # @return [Boolean] whether the body says it is JSON
    def json?
      headers["content-type"].to_s.start_with?("application/json")
    end

    # @return [Array(String, String)] client id and secret, from wherever they are
    def credentials
      basic? ? decoded_basic : params.values_at("client_id", "client_secret")
    end

    # @return [Boolean] whether the client authenticated by HTTP Basic
    def basic?
      headers["authorization"].to_s.start_with?("Basic ")
    end

    # The access token, from the header or from the query: the Ruby gem asks for the profile with the token in the
    # URL, which RFC 9700 §4.3.2 forbids and a successor need not repeat.
    # @return [String, nil]
    def token
      headers["authorization"].to_s[/\ABearer (.+)\z/, 1] || query["access_token"]
    end

    private

    def headers_of(env)
      named = env.slice("CONTENT_TYPE", "CONTENT_LENGTH").merge(env.select { |key, _| key.start_with?("HTTP_") })
      named.transform_keys { |key| key.delete_prefix("HTTP_").downcase.tr("_", "-") }
    end

    def decoded_basic
      headers["authorization"].delete_prefix("Basic ").unpack1("m").split(":", 2)
    end
  end
end
