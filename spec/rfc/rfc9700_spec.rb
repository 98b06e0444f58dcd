# frozen_string_literal: true

require_relative "support/rules"

# Best current practice for OAuth 2.0 security.
RSpec.describe "RFC 9700" do
  include_context "with Litmus and its rules"

  rule "§2.1 a forged callback is refused" do
    person.begin_login
    expect(person.come_back(state: "s3cr3t-forged", code: "s3cr3t-of-somebody-else")).to csrf_detected
    expect(litmus.requests).to be_empty
  end

  rule "§2.1.1 the verifier is bound to one login of one browser" do
    first = person.begin_login.dup
    second = person.begin_login
    [first, second].each { |login| sign_in(login.come_back) }
    sent = litmus.token_requests.map do |request|
      OmniAuth::Litmus::Core.code_challenge(request.params["code_verifier"])
    end
    expect(sent).to eq([first, second].map { |login| login.leg_one.query["code_challenge"] })
  end

  rule "§2.1.1 the challenge method shows no verifier" do
    expect(authorization["code_challenge_method"]).to eq "S256"
  end

  rule "§2.1.2 no token comes by the browser" do
    expect(person.begin_login.come_back(code: nil, access_token: "s3cr3t", token_type: "Bearer"))
      .to fail_with(:invalid_credentials, :ProtocolError, :missing_code)
  end

  rule "§2.2.2 rotated refresh tokens are kept, and used once" do
    litmus.answer_tokens(refresh_token: "s3cr3t-newer", expires_in: 0)
    source.refresh!
    expect(store.read["refresh_token"]).to eq "s3cr3t-newer"
    expect(litmus.token_requests.length).to eq 1
  end

  rule "§2.3 a token may be asked for with a narrower scope" do
    options[:scope] = "narrow"
    expect(authorization).to include("scope" => "narrow")
  end

  rule "§2.4 a user's password is not asked for" do
    expect(refusal { litmus_client.get_token({ grant_type: "password", username: "a", password: "s3cr3t" }) })
      .to eq :invalid_value
    expect(litmus.requests).to be_empty
  end

  rule "§2.5 a client that can keep a secret authenticates" do
    litmus_client = OmniAuth::Litmus::Client.new("partner", "", site:)
    expect(refusal { litmus_client.client_credentials.get_token }).to eq :missing_client_secret
  end

  rule "§2.6 nothing goes over http but to loopback" do
    %w[http://litmus.example http://localhost.example http://127.0.0.1.example].each do |address|
      insecure = OmniAuth::Litmus::Client.new(*client, site: address)
      expect(refusal { insecure.client_credentials.get_token }).to eq :insecure_http
    end
  end

  rule "§4.2.4 a state is invalid after its first use" do
    sign_in(person.begin_login.come_back)
    expect(person.session.to_s).not_to include(person.state)
    expect(person.come_back(state: person.state)).to csrf_detected
  end

  rule "§4.3.1 a callback from the history of a browser is refused" do
    code = BadInput::Secrets.new_mark("code")
    sign_in(person.begin_login.come_back(code:))
    expect(person.come_back(code:)).to csrf_detected
    expect(litmus.codes).to eq [code]
  end

  rule "§4.3.2 no token is in an address" do
    sign_in(person.begin_login.come_back)
    expect(litmus.requests.map(&:target).join).not_to include("token=")
  end

  rule "§4.4.2 an answer of another server is not taken for this one's" do
    expect(person.begin_login.come_back(iss: "https://evil.example")).to csrf_detected
  end

  rule "§4.5.3 a stolen code is exchanged with the thief's own verifier" do
    stolen = BadInput::Secrets.new_mark("code")
    victim = BadInput::Person.new(app, secrets).begin_login
    sign_in(person.begin_login.come_back(code: stolen))
    challenge = OmniAuth::Litmus::Core.code_challenge(litmus.token_requests.last.params["code_verifier"])
    expect(challenge).not_to eq victim.leg_one.query["code_challenge"]
  end

  rule "§4.7.1 a state is good once, in the browser that has it" do
    stranger = BadInput::Person.new(app, secrets)
    person.begin_login
    expect(stranger.come_back(state: person.state)).to csrf_detected
    sign_in(person.come_back)
  end

  rule "§4.9.2 a token goes to exact origins" do
    %w[https://litmus.example.evil.example https://evil.example/?litmus http://litmus.example].each do |address|
      expect(refusal { token.get(address) }).to eq(:origin_not_allowed).or eq(:insecure_http)
    end
  end

  rule "§4.11.1 an app is no open redirector" do
    require "omniauth/litmus/railties/return_path"
    expect(OmniAuth::Litmus::Railties::ReturnPath.of("https://app.example.evil.example/", "https://app.example"))
      .to be_nil
  end

  rule "§4.12 credentials follow no redirect" do
    litmus.answer_token("", status: 307, headers: { "Location" => "#{site}/elsewhere" })
    expect(person.begin_login.come_back).to fail_with(:invalid_credentials, :ProtocolError, :redirected)
    expect(litmus.requests("/elsewhere")).to be_empty
  end

  rule "§4.14.2 a refresh token that is refused is not tried again" do
    litmus.answer_token('{"error":"invalid_grant"}', status: 400)
    2.times { expect { source.refresh! }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired) }
    expect(litmus.token_requests.length).to eq 1
  end
end
