# frozen_string_literal: true

require_relative "../support/scripted_api"

RSpec.describe OmniAuth::Litmus::Client, "and the answers of its token endpoint" do
  include_context "with a scripted API"

  let(:other) { { site: api.base_url, token_url: "/oauth/token" } }

  def answer(body, type: "application/json", **fields)
    api.answer("/oauth/token", body:, type:, **fields)
  end

  def token(**options)
    described_class.new("id", "secret", { site: api.base_url, **options }).client_credentials.get_token
  end

  [400, 401, 403, 404, 405, 415, 500].each do |status|
    ["", "{}", '{"message":"Forbidden"}', "[]", '{"error":null}'].each do |body|
      it "names the status and the host of a #{status} with #{body.inspect}" do
        answer(body, status:)
        expect(error_of { token }).to be_a(OmniAuth::Litmus::ProtocolError).and have_attributes(
          code: :unexpected_status, status:, message: include("HTTP #{status}", "127.0.0.1"), retryable?: status >= 500
        )
      end
    end
  end

  { "text/html" => "<h1>Maintenance</h1>", "application/json" => '{"error":"temporarily_unavailable"}' }
    .each do |type, body|
    it "is away for as long as a 503 of #{type} says" do
      answer(body, type:, status: 503, headers: { "Retry-After" => "120" })
      [-> { token }, -> { client.revoke("token") }].each do |call|
        api.answer("/oauth/revoke", status: 503, headers: { "Retry-After" => "120" })
        error = error_of(&call)
        expect(error).to be_a(OmniAuth::Litmus::RateLimited)
          .and have_attributes(code: :unavailable, retryable?: true, status: 503)
        expect(error.retry_at).to be_between(Time.now + 100, Time.now + 121)
      end
    end
  end

  it "is an unexpected status where a 503 does not say for how long" do
    answer("", status: 503)
    expect(error_of { token }).to have_attributes(code: :unexpected_status, retryable?: true)
  end

  it "is restored from an auth hash's credentials, and from nothing without a token" do
    auth = OmniAuth::AuthHash.new(token: "t", refresh_token: "r", expires: true, expires_at: 1_790_000_000)
    restored = OmniAuth::Litmus::AccessToken.from_hash(client, auth)
    expect(restored).to have_attributes(token: "t", refresh_token: "r", expires_at: 1_790_000_000, params: {})
    made = OmniAuth::Litmus::AccessToken.new(client, auth.token, expires: true, expires_at: auth.expires_at)
    expect(made).to have_attributes(expires_at: 1_790_000_000, expires_in: nil, params: {})
    expect(OmniAuth::Litmus::AccessToken.from_hash(client, refresh_token: "r").refresh_token).to eq("r")
    [{}, { access_token: "" }, { "token" => nil, expires: false }].each do |nothing|
      expect(error_of { OmniAuth::Litmus::AccessToken.from_hash(client, nothing) })
        .to be_a(OmniAuth::Litmus::ConfigurationError).and have_attributes(code: :invalid_value)
    end
  end

  it "has the provider's own words for a pause" do
    { 429 => {}, 503 => { "Retry-After" => "60" } }.each do |status, headers|
      answer('{"error":"slow_down","error_description":"too quick"}', status:, headers:)
      expect(error_of { token }).to be_an_instance_of(OmniAuth::Litmus::RateLimited)
        .and have_attributes(description: "too quick", error: "slow_down", status:)
    end
  end

  it "reads JSON of the media types that the Ruby stack reads as JSON" do
    ["text/javascript", "Text/JavaScript; charset=utf-8", "application/vnd.api+json"].each do |type|
      answer('{"access_token":"t","token_type":"Bearer"}', type:)
      expect([token.token, token.response.parsed["access_token"]]).to eq %w[t t]
    end
  end

  it "reads a moment of expiry where the answer has no expires_in" do
    soon = Time.now.to_i + 7200
    { soon => soon, soon.to_s => soon, Time.at(soon).utc.iso8601 => soon, 1 => 1, "soon" => nil, {} => nil,
      10**30 => Time.now.to_i + 315_360_000 }.each do |stated, right|
      answer(JSON.generate(access_token: "t", token_type: "Bearer", expires_at: stated))
      expect(token.expires_at).to right ? be_within(5).of(right) : be_nil
      answer(JSON.generate(access_token: "t", token_type: "Bearer", expires_at: stated, expires_in: 60))
      expect(token.expires_at).to be_within(5).of(Time.now.to_i + 60)
    end
  end

  it "reads a form where its media type says so" do
    answer("access_token=t%2B&token_type=bearer&expires_in=7200&scope=a+b", type: "application/x-www-form-urlencoded")
    expect(token).to have_attributes(token: "t+", expires_in: 7200, params: include("scope" => "a b"))
    answer("error=invalid_scope&error_description=no", type: "application/x-www-form-urlencoded")
    expect(error_of { token }).to have_attributes(code: :invalid_scope, description: "no")
  end

  it "reads a form of any type with token_format: :form, but no page" do
    answer("access_token=t&token_type=bearer", type: "text/plain")
    expect(token(token_format: :form).token).to eq "t"
    expect(error_of { token }.code).to eq :response_not_json
    answer("access_token=t&token_type=bearer", type: "text/html")
    expect(error_of { token(token_format: :form) }.code).to eq :response_not_json
  end

  it "misses a token_type of Litmus's alone, and takes no other than Bearer from anyone" do
    answer('{"access_token":"t"}')
    expect(error_of { token }.code).to eq :invalid_token_type
    expect(token(provider: other).token).to eq "t"
    answer('{"access_token":"t","token_type":"mac"}')
    expect(error_of { token(provider: other) }.code).to eq :invalid_token_type
  end

  it "takes a token with any status of success" do
    [200, 201, 203].each do |status|
      answer('{"access_token":"t","token_type":"Bearer"}', status:)
      expect(token.token).to eq "t"
    end
    answer("{}", status: 201)
    expect(error_of { token }.code).to eq :invalid_access_token
  end

  it "says a token's life is unknown where expires_in is empty" do
    answer('{"access_token":"t","token_type":"Bearer","expires_in":""}')
    expect(token.expires?).to be false
  end
end
