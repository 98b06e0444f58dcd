# frozen_string_literal: true

require_relative "support/rules"

# Litmus's OAuth 2.0 partner guide, and what it says of its APIs.
RSpec.describe "Litmus's guide" do
  include_context "with Litmus and its rules"

  rule "step 1: a user is sent to /oauth/authorize with response_type, client_id, redirect_uri and state" do
    address = URI.parse(person.begin_login.leg_one.location)
    expect(address.path).to eq "/oauth/authorize"
    expect(person.leg_one.query.keys).to include("response_type", "client_id", "redirect_uri", "state")
  end

  rule "step 1: the state is a random nonce that nobody guesses" do
    expect(Array.new(3) { person.begin_login.state }.uniq).to contain_exactly(*[/\A[\w-]{32}\z/] * 3)
  end

  rule "step 1: the scope is full, or left to Litmus" do
    expect(authorization).not_to have_key("scope")
  end

  rule "step 2: a denial comes without a state, too" do
    expect(person.begin_login.come_back(code: nil, state: nil, error: "access_denied"))
      .to fail_with(:access_denied, :CallbackError, "access_denied")
  end

  rule "step 3: a code is exchanged by JSON with five members" do
    options[:pkce] = false
    request = token_request(code: "s3cr3t-of-this-rule")
    expect(request).to be_json
    expect(request.params).to eq("client_id" => client.first, "client_secret" => client.last,
                                 "code" => "s3cr3t-of-this-rule", "grant_type" => "authorization_code",
                                 "redirect_uri" => "https://app.example/auth/litmus/callback")
  end

  rule "step 3: the redirect_uri is left out where it was left out in step 1" do
    options[:redirect_uri] = false
    expect(token_request.params).not_to have_key("redirect_uri")
    expect(person.leg_one.query).not_to have_key("redirect_uri")
  end

  rule "step 3: expires_in counts from the answer on, and may change" do
    litmus.answer_tokens(expires_in: 1234)
    before = Time.now.to_i
    expect(sign_in(person.begin_login.come_back).auth.credentials.expires_at).to be_between(before + 1234,
                                                                                            Time.now.to_i + 1234)
  end

  rule "step 3: more fields may come" do
    litmus.answer_tokens(created_at: 1, scope: "full", extra: nil)
    sign_in(person.begin_login.come_back)
  end

  rule "step 4: a call carries Authorization: Bearer" do
    litmus.answer("/v1/emails", body: '{"email_guid":"a"}', type: "application/json")
    expect(token.post("/v1/emails", json: { plain_text: "Hello World" }).parsed).to eq("email_guid" => "a")
    expect(litmus.requests.last).to have_attributes(body: '{"plain_text":"Hello World"}',
                                                    headers: a_hash_including("authorization" => "Bearer s3cr3t-old"))
  end

  rule "expiry is met with a refresh, not with the flow again" do
    store.write(pair.merge("expires_at" => 1))
    expect(source.token.token).to eq "s3cr3t-access-token"
  end

  rule "revocation is met with the flow again" do
    litmus.answer("/call", status: 401)
    litmus.answer_token('{"error":"invalid_grant"}', status: 400)
    expect { source.get("/call") }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired)
  end

  rule "v3: a token of the application itself is got by its credentials" do
    litmus_client.client_credentials.get_token
    expect(litmus.token_requests.last.params).to include("grant_type" => "client_credentials")
  end

  rule "v3: a 429 says until when to wait" do
    reset = Time.now.to_i + 60
    fields = { "X-RateLimit-Limit" => "300", "X-RateLimit-Remaining" => "0", "X-RateLimit-Reset" => reset.to_s }
    litmus.answer("/v3/ping", status: 429, headers: fields)
    expect { token.get("/v3/ping") }.to raise_error(OmniAuth::Litmus::RateLimited) { |error|
      expect(error).to have_attributes(limit: 300, remaining: 0,
                                       retry_at: be_between(Time.at(reset), Time.at(reset + 2)))
    }
  end
end
