# frozen_string_literal: true

require_relative "../support/bad_input"

# What the token endpoint is sent, in every form that a provider may want (RFC 6749 §2.3.1 and §4.1.3).
RSpec.describe OmniAuth::Strategies::Litmus, "and its token request" do
  include_context "with a scripted Litmus"

  let(:request) { litmus.token_requests.first }
  let(:id) { BadInput::Secrets::CLIENT.first }
  let(:secret) { BadInput::Secrets::CLIENT.last }
  let(:grant) do
    a_hash_including("grant_type" => "authorization_code", "code" => code,
                     "redirect_uri" => "https://app.example/auth/litmus/callback", "code_verifier" => /\A[\w-]{43}\z/)
  end

  # Of characters that each encoding treats in a way of its own.
  let(:code) { "#{BadInput::Secrets.new_mark("code")} of + & é \"" }

  def exchange
    sign_in(person.begin_login.come_back(code:))
    expect(litmus.token_requests.length).to eq 1
    request
  end

  it "is JSON by default, with the credentials in it" do
    expect(exchange).to have_attributes(verb: "POST", query: {}, json?: true, basic: nil, params: grant)
    expect(request.params).to include("client_id" => id, "client_secret" => secret)
    expect(request.headers).not_to have_key("authorization")
  end

  it "is a form where that is wanted" do
    client_options[:token_format] = :form
    expect(exchange.headers).to include("content-type" => "application/x-www-form-urlencoded")
    expect(request).to have_attributes(json?: false, basic: nil, params: grant)
    expect(request.params).to include("client_id" => id, "client_secret" => secret)
  end

  %i[json form].each do |token_format|
    context "when it is #{token_format} and the credentials are to be in the header" do
      let(:client) { ["a b:c/é", "s3cr3t %+:&é"] }

      it "has them there, form-encoded, and nowhere else" do
        client_options.update(token_format:, auth_scheme: :basic_auth)
        expect(exchange.basic.map { |part| URI.decode_www_form_component(part) }).to eq client
        expect(request.params).to match(grant)
        expect(request.params.keys).not_to include("client_secret")
        expect(request.body).not_to include("%+:&", "%25%2B%3A%26")
      end
    end
  end

  # New versions of Doorkeeper refuse both at once.
  it "never has credentials in both places, whatever the headers say" do
    client_options[:headers] = { "Authorization" => "Basic s3cr3t", "authorization" => "Bearer s3cr3t" }
    expect(exchange.headers).not_to have_key("authorization")
    expect(request.params).to include("client_secret" => secret)
  end

  it "never has a header of the app's in the place of its own" do
    client_options.update(auth_scheme: :basic_auth, headers: { "Authorization" => "Bearer s3cr3t" })
    expect(exchange.basic).to eq [id, secret]
  end

  # For one request it is the app's to say, as with the oauth2 gem; but the credentials are never in both places.
  it "has a header that the app gives this request, and then no credentials in the body" do
    [{}, { auth_scheme: :basic_auth }].each do |settings|
      litmus_client = OmniAuth::Litmus::Client.new(id, secret, settings.merge(site: litmus_at(litmus)))
      headers = { authorization: "Basic of-its-own" }
      litmus_client.client_credentials.get_token(headers:)
      request = litmus.token_requests.last
      expect(request.headers["authorization"]).to eq "Basic of-its-own"
      expect(request.params).to eq("grant_type" => "client_credentials")
    end
  end

  it "repeats nothing of such a header in an error" do
    mark = BadInput::Secrets.new_mark("header")
    litmus.answer(BadInput::ScriptedLitmus::TOKEN, status: 400, type: "application/json", body: JSON.generate(
      error: "invalid_client", error_description: "not #{mark}"
    ))
    litmus_client = OmniAuth::Litmus::Client.new(id, secret, site: litmus_at(litmus))
    expect { litmus_client.client_credentials.get_token(headers: { "Authorization" => "Basic #{mark}" }) }
      .to raise_error(OmniAuth::Litmus::OAuthError) { |error| expect(error.message).not_to include(mark) }
  end

  it "has the app's other headers, and says itself what it is" do
    client_options[:headers] = { "X-App" => "partner", "Content-Type" => "text/plain", "Accept" => "text/html" }
    expect(exchange.headers).to include("x-app" => "partner", "content-type" => "application/json",
                                        "accept" => "application/json")
  end

  context "with parameters of the app's own" do
    let(:options) do
      { token_params: { tenant: "a" }, token_options: %i[audience], audience: ->(env) { env["REQUEST_METHOD"] } }
    end

    it "has them too" do
      expect(exchange.params).to match(grant)
      expect(request.params).to include("tenant" => "a", "audience" => "GET")
    end

    # RFC 8707 has several resources; an object with one member twice is no JSON that one can rely on (RFC 8259 §4).
    it "has lists and hashes as JSON has them, and each member once" do
      options[:token_params] = { resource: %w[a b], claims: { "id" => { essential: true, 1 => nil } }, none: [] }
      expect(exchange.params)
        .to include("resource" => %w[a b], "claims" => { "id" => { "essential" => "true", "1" => nil } }, "none" => [])
      expect(request.body.scan(/"resource/).size).to eq 1
    end

    it "has them in a form as Rack reads them" do
      client_options[:token_format] = :form
      options[:token_params] = { resource: %w[a b], claims: { "id" => { essential: true } } }
      expect(URI.decode_www_form(exchange.body))
        .to include(["resource[]", "a"], ["resource[]", "b"], ["claims[id][essential]", "true"])
    end
  end

  describe "without a person" do
    let(:litmus_client) { OmniAuth::Litmus::Client.new(id, secret, client_options.merge(site: litmus_at(litmus))) }

    before { litmus.answer("/oauth/revoke", body: "{}", type: "application/json") }

    # @return [Hash] of the last request to this path, in the form that was wanted
    def sent(json, path = BadInput::ScriptedLitmus::TOKEN)
      request = litmus.requests(path).last
      expect(request).to have_attributes(json?: json, basic: nil)
      request.params
    end

    { json: true, form: false }.each do |token_format, json|
      context "as #{token_format}" do
        let(:credentials) { { "client_id" => id, "client_secret" => secret } }

        before { client_options[:token_format] = token_format }

        it "asks with client credentials" do
          litmus_client.client_credentials.get_token(scope: "full")
          expect(sent(json)).to eq credentials.merge("grant_type" => "client_credentials", "scope" => "full")
        end

        it "asks with a refresh token" do
          OmniAuth::Litmus::AccessToken.from_hash(litmus_client, access_token: "a", refresh_token: "s3cr3t").refresh!
          expect(sent(json)).to eq credentials.merge("grant_type" => "refresh_token", "refresh_token" => "s3cr3t")
        end

        it "revokes" do
          litmus_client.revoke("s3cr3t", :refresh_token)
          expect(sent(json, "/oauth/revoke"))
            .to eq credentials.merge("token" => "s3cr3t", "token_type_hint" => "refresh_token")
        end
      end
    end

    it "has the credentials in the header alone for every grant" do
      client_options[:auth_scheme] = :basic_auth
      litmus_client.client_credentials.get_token
      litmus_client.get_token({ grant_type: "refresh_token", refresh_token: "s3cr3t" })
      litmus_client.revoke("s3cr3t")
      expect(litmus.requests.map(&:basic)).to eq [[id, secret]] * 3
      expect(litmus.requests.map { |request| request.params.keys & %w[client_id client_secret] }).to all be_empty
    end
  end
end
