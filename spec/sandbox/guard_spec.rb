# frozen_string_literal: true

require_relative "../support/sandbox_session"

RSpec.describe OmniAuth::Litmus::Sandbox, "where it answers" do
  include SandboxSession

  around do |example|
    before = ENV.to_h.slice("RACK_ENV", "RAILS_ENV")
    example.run
  ensure
    %w[RACK_ENV RAILS_ENV].each { |name| ENV[name] = before[name] }
  end

  def environment(rack: nil, rails: nil)
    ENV["RACK_ENV"] = rack
    ENV["RAILS_ENV"] = rails
  end

  [
    { rack: "development" }, { rack: "test" }, { rails: "development" }, { rails: "test", rack: "" },
    { rack: "development", rails: "test" }
  ].each do |names|
    it "answers in the environment #{names}" do
      environment(**names)
      get "/"
      expect(last_response.status).to eq 200
    end
  end

  [
    {}, { rack: "" }, { rack: "production" }, { rails: "staging" }, { rack: "development", rails: "production" },
    { rack: "production", rails: "test" }
  ].each do |names|
    it "refuses in the environment #{names}, and says what to set" do
      environment(**names)
      get "/"
      expect(last_response.status).to eq 403
      expect(last_response.body).to include("RACK_ENV", "RAILS_ENV", "allow_anywhere: true")
    end
  end

  it "asks Rails for its environment, which RACK_ENV does not overrule" do
    environment(rack: "test")
    stub_const("Rails", Class.new { def self.env = "production" })
    get "/"
    expect(last_response.status).to eq 403
  end

  it "refuses every path, the token endpoint among them" do
    environment(rack: "production")
    statuses = %w[/oauth/authorize /oauth/token /sandbox.css /v3/ping /nothing].map { |path| post(path).status }
    expect(statuses).to all eq 403
  end

  ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"].each do |peer|
    it "answers the loopback peer #{peer}" do
      get "/", {}, "REMOTE_ADDR" => peer
      expect(last_response.status).to eq 200
    end
  end

  ["10.0.0.1", "192.168.1.7", "203.0.113.9", "::ffff:203.0.113.9", "fe80::1", "", "localhost", nil].each do |peer|
    it "refuses the peer #{peer.inspect}" do
      status, = sandbox.call(Rack::MockRequest.env_for("http://localhost/", "REMOTE_ADDR" => peer))
      expect(status).to eq 403
    end
  end

  %w[HTTP_X_FORWARDED_FOR HTTP_FORWARDED HTTP_X_REAL_IP HTTP_CLIENT_IP].each do |header|
    it "does not take #{header} for the peer" do
      get "/", {}, "REMOTE_ADDR" => "203.0.113.9", header => header == "HTTP_FORWARDED" ? "for=127.0.0.1" : "127.0.0.1"
      expect(last_response.status).to eq 403
      expect(last_response.body).to include("localhost")
    end
  end

  it "answers anyone, anywhere, with allow_anywhere" do
    environment(rack: "production")
    open_sandbox = described_class.new(allow_anywhere: true)
    status, = open_sandbox.call(Rack::MockRequest.env_for("/", "REMOTE_ADDR" => "203.0.113.9"))
    expect(status).to eq 200
  end
end
