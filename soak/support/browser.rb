# frozen_string_literal: true

require "json"
require "net/http"
require_relative "login_desk"

module Soak
  # A person's browser, as far as a login needs one: the two legs, over a connection that stays open. At the provider it
  # need not look at any page: a browser of the specs does, and would take most of the time.
  class Browser
    # A login between its legs.
    Login = Struct.new(:user, :cookie, :state, :code)
    PATIENCE = 30

    # @param port [Integer] of the app
    def initialize(port)
      @http = Net::HTTP.new("127.0.0.1", port, nil)
      @http.max_retries = 0
      @http.open_timeout = @http.read_timeout = PATIENCE
      @http.keep_alive_timeout = PATIENCE
    end

    # Both legs.
    #
    # @param user [Integer] who is going to sign in
    # @return [String] as of {#complete}
    def call(user) = complete(begin_login(user))

    # The first leg.
    #
    # @param user [Integer] who is going to sign in
    # @return [Login]
    def begin_login(user)
      answer = request(Net::HTTP::Post.new("/auth/litmus?visit=#{user}", "Content-Length" => "0"))
      query = URI.decode_www_form(URI(answer["location"]).query).to_h
      code = LoginDesk.code(user, *query.values_at("code_challenge", "redirect_uri"))
      Login.new(user, answer["set-cookie"][/\A[^;]+/], query["state"], code)
    end

    # The second leg.
    #
    # @param login [Login]
    # @return [String] "own" for a login that ended as it should, OmniAuth's failure key, or what went wrong
    def complete(login)
      query = URI.encode_www_form(code: login.code, state: login.state)
      answer = request(Net::HTTP::Get.new("/auth/litmus/callback?#{query}", "Cookie" => login.cookie))
      return failure(answer["location"]) if answer["location"]

      whose = JSON.parse(answer.body).values_at("uid", "visit")
      whose == [login.user.to_s] * 2 ? "own" : "signed in as #{whose.inspect}"
    end

    # @return [void]
    def connect
      @http.start unless @http.started?
    end

    # @return [void]
    def close
      @http.finish if @http.started?
    end

    private

    def request(request)
      connect
      @http.request(request)
    rescue StandardError
      close
      raise
    end

    def failure(location)
      location[%r{\A/auth/failure\?message=(\w+)&}, 1] || "sent elsewhere"
    end
  end
end
