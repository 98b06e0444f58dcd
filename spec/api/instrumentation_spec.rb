# frozen_string_literal: true

require "active_support"
require "active_support/notifications"
require "omniauth/litmus"
require_relative "../support/scripted_server"

RSpec.describe OmniAuth::Litmus::Instrumentation do
  let(:server) { ScriptedServer.new }
  let(:client) { OmniAuth::Litmus::Client.new("id", "s3cret-of-the-app", site: server.base_url) }
  let(:token) { OmniAuth::Litmus::AccessToken.new(client, "s3cret-token", refresh_token: "s3cret-refresh") }
  let(:host) { server.base_url.delete_prefix("http://") }
  let(:told) { [] }

  before { OmniAuth::Litmus.subscriber = ->(name, payload) { told << [name, payload] } }

  after do
    OmniAuth::Litmus.subscriber = nil
    server.stop
  end

  def names = told.map(&:first)
  def payload(name) = told.assoc(name).last

  it "tells of a call, without its query" do
    server.answer("/v2/emails", body: "{}", type: "application/json")
    token.get("/v2/emails?key=s3cret", params: { q: "s3cret" })
    expect(told).to match([["request.litmus", { method: "GET", host:, path: "/v2/emails", status: 200, attempts: 1,
                                                duration: Float }]])
  end

  it "tells of attempts that were followed by others" do
    answers = [{ status: 503, headers: { "Retry-After" => "0" } }, { status: 200 }]
    server.on("/v2/emails") { |exchange| exchange.answer(**answers.shift) }
    token.post("/v2/emails", json: { text: "s3cret" }, retries: 1)
    expect(names).to eq(%w[retry.litmus request.litmus])
    expect(payload("retry.litmus")).to match(method: "POST", host:, path: "/v2/emails", reason: 503,
                                             waited: be_between(0, 0.25), attempts: 1, duration: Float)
    expect(payload("request.litmus")).to include(status: 200, attempts: 2)
  end

  it "tells of a refusal, raised or not" do
    limits = { "X-RateLimit-Limit" => "300", "X-RateLimit-Remaining" => "0", "Retry-After" => "60" }
    server.answer("/v2/emails", status: 429, headers: limits)
    expect { token.get("/v2/emails") }.to raise_error(OmniAuth::Litmus::RateLimited)
    token.get("/v2/emails", raise_errors: false)
    expect(names).to eq(%w[rate_limit.litmus request.litmus] * 2)
    limited = payload("rate_limit.litmus")
    expect(limited).to include(host:, limit: 300, remaining: 0, retry_at: Time, code: :rate_limited)
    expect(told.map { |_, payload| payload[:code] }).to all(be(:rate_limited))
  end

  it "tells of a call that was not answered" do
    server.on("/v2/emails") { |exchange| exchange.write("HTTP/1.1 2") }
    expect { token.get("/v2/emails") }.to raise_error(OmniAuth::Litmus::ConnectionError)
    expect(payload("request.litmus")).to match(method: "GET", host:, path: "/v2/emails", attempts: 1,
                                               code: :connection_lost, duration: Float)
  end

  it "tells of the token endpoint" do
    refusal = { status: 400, body: '{"error":"invalid_grant"}', type: "application/json" }
    server.answer("/oauth/token", **refusal)
    expect { token.refresh! }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired)
    expect { client.auth_code.get_token("s3cret-code") }.to raise_error(OmniAuth::Litmus::OAuthError)
    expect(names).to eq(%w[refresh.litmus reauthorization.litmus exchange.litmus])
    expect(payload("exchange.litmus")).to include(grant_type: "authorization_code", host:, code: :invalid_grant)
  end

  it "tells ActiveSupport's subscribers the same" do
    heard = []
    subscription = ActiveSupport::Notifications.subscribe(/\.litmus\z/) { |*, payload| heard << payload }
    server.answer("/v2/emails", status: 404)
    expect { token.get("/v2/emails") }.to raise_error(OmniAuth::Litmus::ApiError)
    expect(heard).to match([a_hash_including(method: "GET", status: 404, code: :not_found, duration: Float)])
    expect(heard.map(&:inspect).join).not_to include("s3cret")
  ensure
    ActiveSupport::Notifications.unsubscribe(subscription)
  end

  ["", " ", "\u0001", "\u001F", "\u0000", "\e", "\u0001 ", "\n"].each do |front|
    it "reads an address with #{front.dump} in front as the core does" do
      server.answer("/v2/emails", body: "{}", type: "application/json")
      [["http://u:pass-word@", "/v2/emails"], ["HTTP:///u:pass-word@", "/v2/emails"],
       ["ht\ttp:\\\\u:pass-\nword@", "\\v2\\emails"], ["//u:pass-word@", "/v2/./emails"]].each do |before, path|
        told.clear
        client.request(:get, "#{front}#{before}#{host}#{path}?q=pass-word#pass-word", raise_errors: false)
        expect(payload("request.litmus")).to include(host:, path: "/v2/emails")
        expect(told.inspect).not_to match(/pass-?.?word/)
      end
    end
  end

  it "tells no password of an address that is a path to the core" do
    below = OmniAuth::Litmus::Client.new("id", "secret", { site: "http://#{host}/base/", preconnect: false })
    %w[http:/u:pass-word@ HTTP:u:pass-word@ http:pass-word@ http:u%3Apass-word@ /http://u:pass-word@].each do |front|
      [client, below].each do |one|
        one.request(:get, "#{front}#{host}/x", raise_errors: false)
        expect(payload("request.litmus")).to include(host:)
      end
    end
    expect(told.inspect).not_to include("pass-word")
  end

  it "tells a path that has an e-mail address in it" do
    client.request(:get, "http://#{host}/users/ada@example.com", raise_errors: false)
    expect(payload("request.litmus")).to include(path: "/users/ada@example.com")
  end

  it "tells nothing of an address that cannot be read" do
    ["http://user:pass-word@[none/x", "http://user:pass-word@", "\xFFpass-word"].each do |url|
      told.clear
      expect { client.request(:get, url) }.to raise_error(OmniAuth::Litmus::Error)
      expect(told.inspect).not_to include("pass-word")
    end
  end

  it "tells no secret" do
    server.answer("/v2/emails", status: 401, headers: { "WWW-Authenticate" => 'Bearer error="invalid_token"' })
    address = server.base_url.sub("//", "//user:s3cret@")
    [server.base_url, address].each do |base|
      token.get("#{base}/v2/emails?s3cret#s3cret", raise_errors: false)
    rescue OmniAuth::Litmus::ConfigurationError => e
      expect(e.message).not_to include("s3cret")
    end
    expect([names.uniq, told.inspect]).to match([["request.litmus"], satisfy { |text| !text.include?("s3cret") }])
  end
end
