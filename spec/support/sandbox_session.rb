# frozen_string_literal: true

ENV["RACK_ENV"] ||= "test"

require "json"
require "openssl"
require "rack/lint"
require "uri"
require "omniauth/litmus/sandbox"
require_relative "local_browser"

# One browser and one application before a sandbox, by Rack alone. Rack::Lint stands between, so that every answer of
# the specs is also checked against the Rack specification.
module SandboxSession
  include LocalBrowser

  # A clock that the specs turn.
  class Clock
    def initialize
      @now = Time.at(1_800_000_000)
    end

    def call
      @now
    end

    def advance(seconds)
      @now += seconds
    end
  end

  CALLBACK = "https://partner.example/auth/litmus/callback"
  ID = OmniAuth::Litmus::Sandbox::DEMO_APPLICATION_ID
  SECRET = OmniAuth::Litmus::Sandbox::DEMO_APPLICATION_SECRET

  def clock
    @clock ||= Clock.new
  end

  # Overridden by groups that turn a switch.
  def switches
    {}
  end

  def sandbox
    @sandbox ||= OmniAuth::Litmus::Sandbox.new(clock:, **switches)
  end

  def app
    @app ||= Rack::Lint.new(sandbox)
  end

  def question(**changes)
    { response_type: "code", client_id: ID, redirect_uri: CALLBACK, state: "st4te", scope: "full", **changes }.compact
  end

  def authorize(**changes)
    get "/oauth/authorize", question(**changes)
  end

  def form_token
    last_response.body[/name="form_token" value="([^"]+)"/, 1]
  end

  def sign_in(user_id: 1001, **changes)
    authorize(**changes)
    post "/sign_in", form_token:, user_id:, continue: URI.encode_www_form(question(**changes))
    follow_redirect!
  end

  def decide(decision, **changes)
    post "/oauth/authorize", question(**changes).merge(decision:, form_token:)
    answer
  end

  # @return [Hash{String => String}] what the redirect brings to the application
  def answer
    URI.decode_www_form(URI.parse(last_response.location).query).to_h
  end

  def code_for(**changes)
    sign_in(**changes)
    (last_response.redirect? ? answer : decide("authorize", **changes)).fetch("code")
  end

  def post_json(path, document, headers = {})
    post path, JSON.generate(document), { "CONTENT_TYPE" => "application/json" }.merge(headers)
  end

  def token_request(**changes)
    post_json "/oauth/token", { client_id: ID, client_secret: SECRET, **changes }.compact
    last_document
  end

  def exchange(code, **changes)
    token_request(grant_type: "authorization_code", code:, redirect_uri: CALLBACK, **changes)
  end

  def refresh(refresh_token, **changes)
    token_request(grant_type: "refresh_token", refresh_token:, **changes)
  end

  def last_document
    JSON.parse(last_response.body)
  end

  def tokens
    exchange(code_for)
  end

  def current_user(access_token)
    get "/v2/users/current", {}, "HTTP_AUTHORIZATION" => "Bearer #{access_token}"
    last_response
  end

  def challenge_of(verifier)
    [OpenSSL::Digest::SHA256.digest(verifier)].pack("m0").tr("+/", "-_").delete("=")
  end
end
