# frozen_string_literal: true

require "logger"
require "rack"
require "rack/mock"
require "uri"

begin
  require "rack/session"
rescue LoadError
  require "rack/session/pool"
end

# A Rack app that signs people in with the real middleware, and browsers that use it.
#
#     app = RelyingApp.new(site: provider.base_url, pkce: true)
#     browser = app.browser
#     leg_one = browser.sign_in(origin: "/reports")          # a Rack::MockResponse; its location is at the provider
#     answer = browser.callback(code: "…", state: leg_one.state)
#     answer.auth, answer.failure, app.log
class RelyingApp
  CLIENT = %w[sandbox-client sandbox-client-secret].freeze

  # OmniAuth's settings belong to the process, and specs sign in on many threads: what is logged and what fails goes to
  # the app that this thread is in.
  class Here
    def write(line) = Thread.current[:relying_app]&.log&.<<(line)
    def close = nil

    def call(env)
      Thread.current[:relying_app]&.errors&.push(env["omniauth.error"])
      OmniAuth::FailureEndpoint.new(env).redirect_to_failure
    end
  end
  OmniAuth.config.logger = Logger.new(Here.new)
  OmniAuth.config.on_failure = Here.new
  # Rack::Protection's token is not what these specs are about.
  OmniAuth.config.request_validation_phase = nil

  # What came of a request: where it leads, and what the app saw.
  Answer = Struct.new(:status, :location, :body, :auth, :origin, :params, :session, keyword_init: true) do
    # @return [Hash{String => String}] of the location's query
    def query
      URI.decode_www_form(URI.parse(location.to_s).query.to_s).to_h
    end

    def state = query["state"]

    # @return [String, nil] OmniAuth's failure key
    def failure
      query["message"] if location.to_s.include?("/auth/failure")
    end
  end

  # @return [Array<Exception>] what OmniAuth was told of each failure
  attr_reader :errors
  # @return [String] what was logged so far
  attr_reader :log

  # @param site [String] the provider
  # @param client [Array(String, String)] id and secret
  # @param cookies [Boolean] sessions in cookies instead of on the server
  # @param behind [#call] the app behind the middleware
  # @param options [Hash] of the strategy, and `strategy` itself
  def initialize(site:, client: CLIENT, cookies: false, behind: method(:signed_in), **options)
    @log = +""
    @errors = []
    strategy = options.delete(:strategy) || :litmus
    options[:client_options] = { site: }.merge(options[:client_options] || {})
    store = cookies ? [Rack::Session::Cookie, { secret: "s" * 64 }] : [Rack::Session::Pool, {}]
    @app = Rack::Builder.app do
      use store.first, key: "session", **store.last
      use(OmniAuth::Builder) { provider strategy, *client, **options }
      run behind
    end
  end

  def call(env)
    outer = Thread.current[:relying_app]
    Thread.current[:relying_app] = self
    @app.call(env)
  ensure
    Thread.current[:relying_app] = outer
  end

  # @return [Exception, nil] the last failure's
  def error = errors.last

  # @return [Browser] with cookies of its own
  def browser(**options) = Browser.new(self, **options)

  private

  def signed_in(env)
    [200, { "content-type" => "text/plain" }, ["signed in as #{env["omniauth.auth"]&.uid}"]]
  end

  # Cookies, and as many tabs as one likes.
  class Browser
    # @param app [#call]
    # @param base [String] where the app is
    def initialize(app, base: "https://app.example")
      @app = app
      @base = base
      @cookies = {}
    end

    # @return [Hash{String => String}]
    attr_accessor :cookies

    # Leg one.
    def sign_in(path: "/auth/litmus", origin: nil, headers: {}, **params)
      request("POST", path, { origin: }.compact.merge(params), headers)
    end

    # Leg two.
    def callback(path: "/auth/litmus/callback", headers: {}, **params)
      request("GET", path, params, headers)
    end

    def request(method, path, params = {}, headers = {})
      env = Rack::MockRequest.env_for(@base + path, method:, params:, "HTTP_COOKIE" => cookie_header, **headers)
      status, fields, body = @app.call(env)
      keep_cookies(fields)
      text = +""
      body.each { |part| text << part }
      Answer.new(status:, location: fields["location"] || fields["Location"], body: text, auth: env["omniauth.auth"],
                 origin: env["omniauth.origin"], params: env["omniauth.params"],
                 session: env["rack.session"].to_hash)
    end

    private

    def cookie_header
      @cookies.map { |name, value| "#{name}=#{value}" }.join("; ")
    end

    def keep_cookies(fields)
      lines = Array(fields["set-cookie"] || fields["Set-Cookie"]).flat_map { |line| line.split("\n") }
      lines.each do |line|
        name, value = line.split(";").first.split("=", 2)
        @cookies[name] = value
      end
    end
  end
end
