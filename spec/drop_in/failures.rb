# frozen_string_literal: true

require "socket"
require "timeout"

RSpec.describe "What the Ruby gem does: failures" do
  # The callback as Litmus sends it, changed by the block, which gets its query.
  def come_back(visitor)
    back = URI(visitor.at_litmus(visitor.post("/auth/litmus")))
    back.query = Rack::Utils.build_nested_query(yield(Rack::Utils.parse_query(back.query)))
    visitor.get(back.to_s)
  end

  def expect_no_code_sent
    expect(litmus.token_requests).to be_empty
  end

  describe "the state" do
    it "that is wrong is csrf_detected" do
      expect_failure(come_back(site) { |query| query.merge("state" => "forged-#{query["state"]}") }, :csrf_detected)
      expect_no_code_sent
    end

    it "that is missing is csrf_detected" do
      expect_failure(come_back(site) { |query| query.slice("code") }, :csrf_detected)
      expect_no_code_sent
    end

    it "that is empty is csrf_detected" do
      expect_failure(come_back(site) { |query| query.merge("state" => "") }, :csrf_detected)
      expect_no_code_sent
    end

    it "that is wrong has a CallbackError as its cause" do
      visit = come_back(site) { |query| query.merge("state" => "forged") }
      expect(visit.error)
        .to be_a(OmniAuth::Strategies::Litmus::CallbackError).and have_attributes(error: :csrf_detected)
    end

    # The next three: omniauth-oauth2 1.9 answers a session without state, or a state that is no String, with a
    # NoMethodError, whose message becomes the failure key. A login that fails is all that every version has.
    it "of a session that is gone fails" do
      visitor = site
      back = visitor.at_litmus(visitor.post("/auth/litmus"))
      visitor.session.clear
      expect_failure(visitor.get(back))
      expect_no_code_sent
    end

    it "that is an array fails" do
      expect_failure(come_back(site) { |query| query.merge("state" => [query["state"]]) })
      expect_no_code_sent
    end

    it "that is a hash fails" do
      expect_failure(come_back(site) { |query| query.merge("state" => { "a" => query["state"] }) })
      expect_no_code_sent
    end

    it "that was used before fails, and no code is sent again" do
      visitor = site
      back = visitor.at_litmus(visitor.post("/auth/litmus"))
      visitor.get(back)
      expect_failure(visitor.get(back))
      expect(litmus.token_requests.size).to eq(1)
    end

    it "of another person fails" do
      back = site.then { |other| other.at_litmus(other.post("/auth/litmus")) }
      visitor = site
      visitor.post("/auth/litmus")
      expect_failure(visitor.get(back), :csrf_detected)
      expect_no_code_sent
    end
  end

  describe "a denial" do
    before do
      litmus.denial = { "error" => "access_denied", "error_description" => "The user said no",
                        "error_uri" => "https://litmus.com/why" }
    end

    it "has the provider's error as its key" do
      expect_failure(site.sign_in, :access_denied)
      expect_no_code_sent
    end

    it "has a CallbackError as its cause, with what the provider said" do
      expect(site.sign_in.error)
        .to be_a(OmniAuth::Strategies::Litmus::CallbackError)
        .and have_attributes(error: "access_denied", error_reason: "The user said no",
                             error_uri: "https://litmus.com/why")
    end

    it "says it all in its message" do
      expect(site.sign_in.error.message).to eq("access_denied | The user said no | https://litmus.com/why")
    end

    it "has error_reason as its key where there is one" do
      litmus.denial = { "error" => "access_denied", "error_reason" => "user_denied" }
      expect_failure(site.sign_in, :user_denied)
    end

    it "has error_reason as its explanation where there is no description" do
      litmus.denial = { "error" => "access_denied", "error_reason" => "user_denied" }
      expect(site.sign_in.error).to have_attributes(error: "access_denied", error_reason: "user_denied")
    end

    it "may be any error of the provider's" do
      litmus.denial = { "error" => "temporarily_unavailable" }
      expect_failure(site.sign_in, :temporarily_unavailable)
    end

    # Litmus's guide shows a denial without state. Older versions of omniauth-oauth2 take the error from it, this one
    # calls it forged; all let nobody in.
    it "without state fails" do
      litmus.denial = { "error" => "access_denied", "state" => nil }
      expect(expect_failure(site.sign_in).failure).to eq(:access_denied).or eq(:csrf_detected)
    end

    it "needs no state where provider_ignores_state is set" do
      litmus.denial = { "error" => "access_denied", "state" => nil }
      expect_failure(site(provider_ignores_state: true).sign_in, :access_denied)
    end
  end

  describe "a CallbackError" do
    let(:type) { OmniAuth::Strategies::Litmus::CallbackError }

    it "has an error, a reason and an address" do
      expect(type.new("denied", "because", "https://x.example"))
        .to have_attributes(error: "denied", error_reason: "because", error_uri: "https://x.example",
                            message: "denied | because | https://x.example")
    end

    it "leaves out of its message what it does not have" do
      expect([type.new("denied"), type.new("denied", nil, "https://x.example")].map(&:message))
        .to eq(["denied", "denied | https://x.example"])
    end

    it "may be changed" do
      error = type.new("denied")
      error.error_reason = "because"
      expect(error.message).to eq("denied | because")
    end

    it "raised by an override is invalid_credentials" do
      raised = type
      expect_failure(site(strategy: subclass { define_method(:build_access_token) { raise raised, "mine" } }).sign_in,
                     :invalid_credentials)
    end
  end

  describe "the token endpoint's answer" do
    {
      "400 invalid_grant" => [400, { "error" => "invalid_grant" }],
      "401 invalid_client" => [401, { "error" => "invalid_client", "error_description" => "Unknown client." }],
      "400 without a body" => [400, ""],
      "403 in HTML" => [403, "<h1>Forbidden</h1>"],
      "500" => [500, "<h1>Sorry</h1>"],
      "503 in JSON" => [503, { "message" => "maintenance" }],
      "200 without a token" => [200, { "token_type" => "Bearer" }],
      "200 with an error" => [200, { "error" => "invalid_grant" }],
      "200 in HTML" => [200, "<h1>Welcome</h1>"]
    }.each do |answer, (status, body)|
      it "#{answer} is invalid_credentials" do
        litmus.answer("/oauth/token", status, body)
        expect_failure(site.sign_in, :invalid_credentials)
      end
    end

    it "for a wrong secret is invalid_credentials" do
      litmus.grants.register("app-id", "another-secret")
      expect_failure(site.sign_in, :invalid_credentials)
    end

    it "for a callback without code is invalid_credentials" do
      expect_failure(come_back(site) { |query| query.slice("state") }, :invalid_credentials)
    end
  end

  describe "the profile's answer" do
    [400, 401, 403, 404, 500].each do |status|
      it "#{status} is invalid_credentials" do
        litmus.answer("/v2/users/current", status, { "error" => "no" })
        expect_failure(site.sign_in, :invalid_credentials)
      end
    end

    # The Ruby gem calls [] on nil, and the NoMethodError's message becomes the failure key.
    it "without a user fails" do
      litmus.answer("/v2/users/current", 200, { "status" => "ok" })
      expect_failure(site.sign_in)
    end
  end

  describe "the network" do
    # The Ruby gem has keys for these, :timeout and :failed_to_connect, but Faraday wraps what they are made from: by
    # version, the key is :timeout for both or the exception's message. The keys themselves are below, in overrides.
    it "that never answers fails once the app's own deadline is over" do
      litmus.hold("/oauth/token")
      expect_failure(site(client_options: { connection_opts: { request: { timeout: 0.3 } } }).sign_in)
    end

    it "that never answers for the profile fails once the app's own deadline is over" do
      litmus.hold("/v2/users/current")
      expect_failure(site(client_options: { connection_opts: { request: { timeout: 0.3 } } }).sign_in)
    end

    it "that refuses connections fails" do
      closed = TCPServer.open("127.0.0.1", 0) { |server| "http://127.0.0.1:#{server.addr[1]}/oauth/token" }
      expect_failure(site(client_options: { token_url: closed }).sign_in)
    end

    it "that knows no such host fails" do
      expect_failure(site(client_options: { token_url: "https://litmus.invalid/oauth/token" }).sign_in)
    end
  end

  describe "what an override of build_access_token raises" do
    def sign_in_raising(error)
      site(strategy: subclass { define_method(:build_access_token) { raise error } }).sign_in
    end

    it "is timeout for Timeout::Error" do
      expect_failure(sign_in_raising(Timeout::Error.new("slow")), :timeout)
    end

    it "is timeout for Errno::ETIMEDOUT" do
      expect_failure(sign_in_raising(Errno::ETIMEDOUT.new("slow")), :timeout)
    end

    it "is failed_to_connect for SocketError" do
      expect_failure(sign_in_raising(SocketError.new("nobody there")), :failed_to_connect)
    end

    it "is its message for any other error" do
      expect_failure(sign_in_raising(IndexError.new("mine")), :mine)
    end

    it "is the failure's cause" do
      error = SocketError.new("nobody there")
      expect(sign_in_raising(error).error).to be(error)
    end
  end

  describe "on_failure" do
    it "is OmniAuth's: a redirect with the key and the strategy's name" do
      litmus.denial = { "error" => "access_denied" }
      expect(site.sign_in.location).to eq("/auth/failure?message=access_denied&strategy=litmus")
    end

    it "gets the origin" do
      litmus.denial = { "error" => "access_denied" }
      expect(site.sign_in("/auth/litmus?origin=/emails/1").query["origin"]).to eq("/emails/1")
    end

    it "may be the app's own" do
      OmniAuth.config.on_failure = ->(env) { [403, { "x-key" => env["omniauth.error.type"].to_s }, []] }
      litmus.denial = { "error" => "access_denied" }
      expect(site.sign_in).to have_attributes(status: 403, headers: include("x-key" => "access_denied"))
    end

    it "has the strategy in the environment" do
      litmus.denial = { "error" => "access_denied" }
      expect(site.sign_in.env["omniauth.error.strategy"]).to be_a(OmniAuth::Strategies::Litmus)
    end
  end

  it "leaves the way open for a new login" do
    visitor = site
    litmus.denial = { "error" => "access_denied" }
    visitor.sign_in
    litmus.denial = nil
    expect(visitor.sign_in.identity.uid).to eq("4711")
  end
end
