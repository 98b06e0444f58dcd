# frozen_string_literal: true

require "json"
require "rack"

require_relative "fake_grants"
require_relative "recorded_request"

module DropIn
  # A Rack app that plays Litmus as its guide describes it; its consent page answers at once. It records every
  # request, and an example may script what a path answers.
  class FakeLitmus
    USER = {
      "id" => 4711, "full_name" => "Ada King Lovelace", "first_name" => "Ada", "last_name" => "Lovelace",
      "email" => "ada@example.com"
    }.freeze

    # @return [FakeGrants]
    attr_reader :grants
    # What the user answers on the consent page: nil for yes, or the members of a denial.
    attr_accessor :denial

    def initialize
      @lock = Mutex.new
      @held = {}
      reset
    end

    # Forgets what an example did, and lets go of held requests.
    def reset
      @held.each_value(&:close)
      @lock.synchronize { @requests = [] }
      @grants = FakeGrants.new
      @scripted = {}
      @held = {}
      @denial = nil
    end

    # @return [Array<RecordedRequest>] the requests so far, oldest first; those of one path if it is given
    def requests(path = nil)
      @lock.synchronize { path ? @requests.select { |request| request.path == path } : @requests.dup }
    end

    # @return [Array<RecordedRequest>] the requests at the token endpoint
    def token_requests
      requests("/oauth/token")
    end

    # @return [Array<RecordedRequest>] the requests for the profile
    def profile_requests
      requests("/v2/users/current")
    end

    # Scripts what a path answers from now on.
    # @param body [String, Hash] a Hash is sent as JSON
    def answer(path, status, body, type: body.is_a?(Hash) ? "application/json" : "text/html")
      body = JSON.generate(body) if body.is_a?(Hash)
      @scripted[path] = [status, { "content-type" => type }, [body]]
    end

    # Leaves every request to a path unanswered until the example ends.
    def hold(path)
      @held[path] = Queue.new
    end

    # @param env [Hash] the Rack environment
    # @return [Array] a Rack response
    def call(env)
      request = RecordedRequest.new(env)
      @lock.synchronize { @requests << request }
      @held[request.path]&.pop
      @scripted[request.path] || route(request)
    end

    private

    def route(request)
      case request.path
      when "/oauth/authorize" then authorize(request.query)
      when "/oauth/token" then token(request)
      when "/v2/users/current" then json(200, { "user" => USER })
      when "/echo" then echo(request)
      when "/moved" then [302, { "location" => "/echo?moved=yes" }, []]
      else json(404, { "error" => "not_found" })
      end
    end

    def authorize(query)
      return json(400, { "error" => "unknown client" }) unless grants.known?(query["client_id"])

      answer = { "state" => query["state"] }.merge(denial || { "code" => grants.issue_code(query) }).compact
      [302, { "location" => "#{query["redirect_uri"]}?#{Rack::Utils.build_query(answer)}" }, []]
    end

    def token(request)
      id, secret = request.credentials
      return json(401, { "error" => "invalid_client" }) unless grants.authentic?(id, secret)

      answer = grants.redeem(request.params, id)
      answer ? json(200, answer) : json(400, { "error" => "invalid_grant", "error_description" => "No longer good." })
    end

    def echo(request)
      json(200, { "verb" => request.verb, "query" => request.query, "params" => request.params })
    end

    def json(status, members)
      [status, { "content-type" => "application/json; charset=utf-8" }, [JSON.generate(members)]]
    end
  end
end
