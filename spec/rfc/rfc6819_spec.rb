# frozen_string_literal: true

require "omniauth/litmus/stores/redis"
require_relative "support/rules"

# Threats, and what a client does against them.
RSpec.describe "RFC 6819" do
  include_context "with Litmus and its rules"

  rule "§4.1.1 the client secret is not shown by what holds it" do
    shown = [litmus_client.inspect, litmus_client.pretty_inspect, JSON.generate([litmus_client])].join
    expect(secrets.in(shown.b)).to be_empty
    expect { Marshal.dump(litmus_client) }.to raise_error(TypeError)
  end

  rule "§4.1.2 refresh tokens are kept encrypted" do
    kept = {}
    redis = Object.new
    redis.define_singleton_method(:call) { |verb, key, *value| verb == "SET" ? kept[key] = value.first : kept[key] }
    encrypted = OmniAuth::Litmus::Stores::Redis.new(redis, "a", encryption: "k" * 32)
    encrypted.write(pair)
    expect(encrypted.read).to eq pair
    expect(secrets.in(kept.values.join.b)).to be_empty
  rescue OmniAuth::Litmus::ConfigurationError => e
    raise unless e.code == :no_active_support

    skip "needs Active Support"
  end

  rule "§4.4.1.1 a code is in no log and no address of ours" do
    litmus.answer_token("", status: 500)
    outcome = person.begin_login.come_back
    expect(outcome.leaks).to be_empty
    expect([outcome.answer.location, app.log].join).not_to match(/code=/)
  end

  rule "§4.4.1.7 a code is bound to its redirection URI" do
    expect(token_request.params["redirect_uri"]).to eq person.leg_one.query["redirect_uri"]
  end

  rule "§4.4.1.8 a login is bound to the session that began it" do
    stranger = BadInput::Person.new(app, secrets)
    expect(stranger.come_back(state: person.begin_login.state)).to csrf_detected
    expect(litmus.requests).to be_empty
  end

  rule "§4.4.1.11 a flood of callbacks asks Litmus nothing" do
    person.begin_login
    20.times { |n| expect(person.come_back(state: "s3cr3t-#{n}")).to csrf_detected }
    expect(litmus.connections).to eq 0
  end

  rule "§4.4.1.13 a code of another client is refused by the server, since the client authenticates" do
    expect(token_request.params).to include("client_id" => "partner", "client_secret" => /s3cr3t/)
  end

  rule "§4.6.4 a token is not given to a server that is not known" do
    expect(refusal { token.get("https://evil.example/") }).to eq :origin_not_allowed
  end

  rule "§4.6.6 a token is not written where proxies and browsers keep it" do
    sign_in(person.begin_login.come_back)
    expect(litmus.requests.map(&:target)).to contain_exactly("/oauth/token", "/v2/users/current")
  end

  rule "§5.1.2 the server is authenticated before anything is sent" do
    wrong = BadInput::ScriptedLitmus.new(leaf: ThrowAwayCA.shared.leaf(:wrong_host))
    verifying = OmniAuth::Litmus::Client.new(*client, site: wrong.base_url, ssl:)
    expect(refusal { verifying.client_credentials.get_token }).to eq :certificate_wrong_host
    expect(wrong.requests).to be_empty
  ensure
    wrong&.stop
  end

  rule "§5.1.4.2 what must not be guessed is from the operating system's generator" do
    values = Array.new(500) { [OmniAuth::Litmus::Core.state, OmniAuth::Litmus::Core.code_verifier] }.flatten
    expect(values.uniq.length).to eq 1000
  end

  rule "§5.2.2.3 a refresh token that was rotated is not used again" do
    litmus.answer_tokens(refresh_token: "s3cr3t-newer")
    2.times { source.refresh! }
    expect(litmus.token_requests.map do |request|
             request.params["refresh_token"]
           end).to eq %w[s3cr3t-refresh s3cr3t-newer]
  end

  rule "§5.3.5 the state is good for one callback" do
    sign_in(person.begin_login.come_back)
    expect(person.come_back).to csrf_detected
  end
end
