# frozen_string_literal: true

require "stringio"

# Signs people in through the real middleware, with a session on the server. The same for every implementation, and as
# little work of its own as there can be.
class Visitor
  BASE = {
    "rack.url_scheme" => "https", "rack.errors" => $stderr, "HTTPS" => "on", "SCRIPT_NAME" => "",
    "SERVER_NAME" => "app.example", "SERVER_PORT" => "443", "HTTP_HOST" => "app.example",
    "SERVER_PROTOCOL" => "HTTP/1.1", "REMOTE_ADDR" => "192.0.2.1"
  }.freeze
  BEGIN_LOGIN = BASE.merge("REQUEST_METHOD" => "POST", "PATH_INFO" => "/auth/litmus", "QUERY_STRING" => "").freeze
  CALLBACK = BASE.merge("REQUEST_METHOD" => "GET", "PATH_INFO" => "/auth/litmus/callback").freeze
  STATE = /[?&]state=([^&]*)/
  SIGNED_IN = [200, { "content-type" => "text/plain" }.freeze, ["signed in"].freeze].freeze
  private_constant :BASE, :BEGIN_LOGIN, :CALLBACK, :STATE, :SIGNED_IN

  # @param options [Hash] of the strategy
  def initialize(**options)
    behind = ->(_env) { SIGNED_IN }
    @app = OmniAuth::Builder.new(behind) { provider :litmus, "an-application", "its-secret", **options }.to_app
  end

  # What any request and answer of an app have Rack load; a login is seldom the first.
  #
  # @return [void]
  def self.look_around
    Rack::Request.new(BEGIN_LOGIN.merge("rack.input" => StringIO.new)).params
    Rack::Response.new("").finish
  end

  # @param session [Hash]
  # @return [String] the state of the login that began
  def begin_login(session)
    env = BEGIN_LOGIN.merge("rack.session" => session, "rack.input" => StringIO.new)
    status, headers, = @app.call(env)
    location = headers["Location"] || headers["location"]
    location[STATE, 1] or raise "The request phase answered #{status}, #{location}: #{env["omniauth.error"].inspect}"
  end

  # @param session [Hash]
  # @param state [String]
  # @return [void]
  def come_back(session, state)
    env = CALLBACK.merge("rack.session" => session, "rack.input" => StringIO.new,
                         "QUERY_STRING" => "code=SplxlOBeZQQYbYS6WxSbIA&state=#{state}")
    status, headers, = @app.call(env)
    return if status == 200 && env["omniauth.auth"]["uid"] == "1001"

    raise "The callback answered #{status}, #{headers.inspect}: #{env["omniauth.error"].inspect}"
  end

  # Both phases.
  #
  # @return [void]
  def sign_in
    session = {}
    come_back(session, begin_login(session))
  end
end
