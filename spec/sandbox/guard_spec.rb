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

  def status_of(headers)
    env = Rack::MockRequest.env_for("http://localhost:9292/", "REMOTE_ADDR" => "127.0.0.1")
    sandbox.call(env.merge(headers)).first
  end

  %w[APP_ENV HANAMI_ENV].each do |name|
    it "refuses where #{name} is production, though the server has set RACK_ENV" do
      environment(rack: "development")
      before = ENV.fetch(name, nil)
      ENV[name] = "production"
      expect(status_of({})).to eq 403
    ensure
      ENV[name] = before
    end
  end

  ["localhost", "localhost:9292", "LocalHost:9292", "localhost.", "app.localhost", "a.b.localhost:3000", "127.0.0.1",
   "127.1.2.3:9292", "[::1]", "[::1]:9292", "[::ffff:127.0.0.1]:9292"].each do |host|
    it "answers at #{host}" do
      expect(status_of("HTTP_HOST" => host)).to eq 200
      expect(status_of("HTTP_X_FORWARDED_HOST" => host)).to eq 200
    end
  end

  ["evil.example", "evil.example:9292", "localhost.evil.example", "localhost.evil.example.", "evillocalhost",
   "127.0.0.1.nip.io", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "user@localhost", "user:pw@localhost:9292",
   "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0", "192.168.1.7", "[::2]", "[::ffff:192.0.2.1]", "::1",
   "[::1", "[fe80::1%lo]", "localhost:port", "localhost:9292:1", "localhost/", "localhost#", "localhost, localhost",
   "localhost\r\nX: 1", " localhost", "\xFF", ""].each do |host|
    it "refuses at the foreign name #{host.dump} (DNS rebinding)" do
      expect(status_of("HTTP_HOST" => host)).to eq 403
    end
  end

  %w[X_FORWARDED_FOR X_REAL_IP CLIENT_IP X_CLIENT_IP X_CLUSTER_CLIENT_IP TRUE_CLIENT_IP CF_CONNECTING_IP
     CF_CONNECTING_IPV6 FASTLY_CLIENT_IP FLY_CLIENT_IP X_ORIGINAL_FORWARDED_FOR X_ENVOY_EXTERNAL_ADDRESS
     X_AZURE_CLIENTIP CLOUDFRONT_VIEWER_ADDRESS X_REMOTE_ADDR].each do |name|
    it "refuses who comes from elsewhere by #{name}, and answers who comes from here" do
      ["198.51.100.8", "2001:db8::1", "[2001:db8::1]:5000", "198.51.100.8:5000", "127.0.0.1, 198.51.100.8", "unknown",
       "198.51.100.8, 127.0.0.1", "localhost", "", ",", "127.0.0.1,", "\xFF", "127.0.0.1\n198.51.100.8"].each do |value|
        expect([value, status_of("HTTP_#{name}" => value)]).to eq [value, 403]
      end
      ["127.0.0.1", "::1", "[::1]:5000", "127.0.0.1:5000", "127.0.0.1, ::1", "::ffff:127.0.0.1"].each do |value|
        expect([value, status_of("HTTP_#{name}" => value)]).to eq [value, 200]
      end
    end
  end

  ["for=198.51.100.8", "For=198.51.100.8;host=localhost", 'for="[2001:db8::1]:1"', "for=127.0.0.1, for=198.51.100.8",
   "for=unknown", "for=_hidden", "proto=http", "host=localhost", "for=127.0.0.1;host=evil.example", "for", "",
   "for=127.0.0.1, proto=http", "for=127.0.0.1;for=198.51.100.8",
   "for=198.51.100.8;for=127.0.0.1", "for=127.0.0.1;host=evil.example;host=localhost"].each do |value|
    it "refuses what is Forwarded: #{value}" do
      expect(status_of("HTTP_FORWARDED" => value)).to eq 403
    end
  end

  ["for=127.0.0.1", 'For="[::1]:4711";Host="localhost:9292";proto=http',
   "for=127.0.0.1, for=127.0.0.1;by=_x"].each do |value|
    it "answers what is Forwarded: #{value}" do
      expect(status_of("HTTP_FORWARDED" => value)).to eq 200
    end
  end

  %w[X_FORWARDED_HOST X_ORIGINAL_HOST].each do |name|
    it "refuses a foreign #{name}" do
      ["evil.example", "localhost, evil.example", "evil.example, localhost", ""].each do |value|
        expect([value, status_of("HTTP_#{name}" => value)]).to eq [value, 403]
      end
    end
  end

  %w[VIA CDN_LOOP CF_RAY].each do |name|
    it "refuses what is carried by somebody who does not say for whom (#{name})" do
      expect(status_of("HTTP_#{name}" => "1.1 proxy")).to eq 403
      expect(status_of("HTTP_#{name}" => "1.1 proxy", "HTTP_X_FORWARDED_FOR" => "127.0.0.1")).to eq 200
    end
  end

  it "answers anyone, anywhere, with allow_anywhere" do
    environment(rack: "production")
    open_sandbox = described_class.new(allow_anywhere: true)
    status, = open_sandbox.call(Rack::MockRequest.env_for("/", "REMOTE_ADDR" => "203.0.113.9"))
    expect(status).to eq 200
  end
end
