# frozen_string_literal: true

require_relative "support/rules"

# The OAuth 2.0 Authorization Framework, as far as it binds a client.
RSpec.describe "RFC 6749" do
  include_context "with Litmus and its rules"

  let(:credentials) { %w[client_id client_secret] }

  rule "§2.3 no request authenticates the client in two ways" do
    client_options.update(auth_scheme: :basic_auth, headers: { "Authorization" => "Bearer s3cr3t" })
    request = token_request
    expect([request.headers["authorization"], request.params.keys & credentials]).to match([/\ABasic /, []])
  end

  rule "§2.3.1 Basic credentials are form-encoded before they are joined" do
    encoded = OmniAuth::Litmus::Client.new("a:b c", "ü+%", { site:, auth_scheme: :basic_auth })
    encoded.client_credentials.get_token
    expect(litmus.token_requests.last.basic).to eq ["a%3Ab+c", "%C3%BC%2B%25"]
  end

  rule "§2.3.1 credentials are in no address" do
    expect(token_request.target).to eq "/oauth/token"
    expect(secrets.in(person.leg_one.location.b.sub(person.state, ""))).to be_empty
  end

  rule "§2.3.1 a password goes over TLS only" do
    client_options[:token_url] = "http://litmus.example/oauth/token"
    expect(refusal { litmus_client.client_credentials.get_token }).to eq :insecure_http
  end

  rule "§3.1 a query of the authorization endpoint is retained" do
    client_options[:authorize_url] = "/oauth/authorize?tenant=a+b"
    expect(authorization).to include("tenant" => "a b", "response_type" => "code")
  end

  rule "§3.1 no parameter is sent twice, or without a value" do
    client_options[:authorize_url] = "/oauth/authorize?response_type=token&state=fixed"
    options.update(authorize_params: { prompt: nil, response_type: "code" })
    query = person.begin_login.leg_one.location[/\?(.*)/, 1]
    names = URI.decode_www_form(query).map(&:first)
    expect(names.uniq).to eq names
    expect(names).not_to include("prompt")
  end

  rule "§3.1.1 the response type is code" do
    expect(authorization).to include("response_type" => "code")
  end

  rule "§3.1.2 a redirection URI is absolute" do
    options[:redirect_uri] = "/auth/litmus/callback"
    person.begin_login
    outcome = person.state ? person.come_back : person.outcome_of_leg_one
    expect(outcome).to fail_with(:invalid_credentials, :ConfigurationError, :invalid_redirect_uri)
  end

  rule "§3.1.2 a redirection URI has no fragment" do
    options[:redirect_uri] = "https://app.example/auth/litmus/callback#fragment"
    person.begin_login
    outcome = person.state ? person.come_back : person.outcome_of_leg_one
    expect(outcome).to fail_with(:invalid_credentials, :ConfigurationError, :invalid_redirect_uri)
  end

  rule "§3.2 an access token is asked for by POST" do
    expect(token_request.verb).to eq "POST"
    client_options[:token_method] = :get
    expect(refusal { litmus_client.client_credentials.get_token }).to eq :unsupported_token_method
  end

  rule "§3.2 a query of the token endpoint is retained" do
    client_options[:token_url] = "/oauth/token?tenant=a"
    litmus.answer("/oauth/token", body: JSON.generate(BadInput::ScriptedLitmus::TOKENS), type: "application/json")
    expect(token_request.query).to eq("tenant" => "a")
  end

  rule "§3.2.1 a client with a secret authenticates with every request" do
    litmus.answer("/oauth/revoke", body: "{}", type: "application/json")
    token_request
    token.refresh!
    litmus_client.client_credentials.get_token
    token.revoke
    expect(litmus.requests.grep_v(->(r) { r.verb != "POST" }).map { |r| r.params.values_at(*credentials) })
      .to eq [client] * 4
  end

  rule "§3.3 the scope that was granted is told" do
    litmus.answer_tokens(scope: "less")
    expect(litmus_client.client_credentials.get_token(scope: "full").params).to include("scope" => "less")
  end

  rule "§4.1.1 an authorization request names the client, the redirection URI and a state" do
    expect(authorization).to include("client_id" => "partner", "state" => /\A[\w-]{22,}\z/,
                                     "redirect_uri" => "https://app.example/auth/litmus/callback")
  end

  rule "§4.1.2 a code is used once" do
    litmus.answer_token("", status: 500)
    code = BadInput::Secrets.new_mark("code")
    person.begin_login
    replay = person.twin
    [person, replay, replay].each { |who| who.come_back(code:) }
    expect(litmus.codes).to eq [code]
  end

  rule "§4.1.2 unknown parameters of the answer are ignored" do
    sign_in(person.begin_login.come_back(session_state: "a", scope: ["b"], prompt: { c: "d" }))
  end

  rule "§4.1.2 the state that comes back is the one that was sent" do
    person.begin_login
    expect(person.come_back(state: person.state.reverse)).to csrf_detected
  end

  rule "§4.1.2.1 an error of the authorization endpoint is the app's to tell" do
    expect(person.begin_login.come_back(code: nil, error: "temporarily_unavailable"))
      .to fail_with(:temporarily_unavailable, :CallbackError, "temporarily_unavailable")
  end

  rule "§4.1.2.1 what is no error code is none" do
    expect(person.begin_login.come_back(code: nil, error: "bad\"code"))
      .to fail_with(:invalid_credentials, :CallbackError, nil)
  end

  rule "§4.1.3 a token request has the grant type, the code and the redirection URI of the first leg" do
    request = token_request(code: "s3cr3t-of-this-rule", headers: { "HTTP_HOST" => "other.example" })
    expect(request.params).to include("grant_type" => "authorization_code", "code" => "s3cr3t-of-this-rule",
                                      "redirect_uri" => person.leg_one.query["redirect_uri"])
  end

  rule "§4.1.3 a form is a form where that is wanted" do
    client_options[:token_format] = :form
    expect(token_request.headers).to include("content-type" => "application/x-www-form-urlencoded")
  end

  rule "§4.4.2 client credentials are asked for with the grant type and nothing of a user's" do
    litmus_client.client_credentials.get_token
    expect(litmus.token_requests.last.params.keys).to contain_exactly("grant_type", *credentials)
  end

  rule "§5.1 unknown members of a token answer are ignored" do
    litmus.answer_tokens(unknown: { a: [1] })
    sign_in(person.begin_login.come_back)
  end

  rule "§5.1 the size of a token is not assumed" do
    litmus.answer_tokens(access_token: "s3cr3t#{"t" * 8000}")
    sign_in(person.begin_login.come_back)
    expect(litmus.requests.last.headers["authorization"].length).to eq 8013
  end

  rule "§5.1 the token type is compared without case" do
    litmus.answer_tokens(token_type: "bEARER")
    sign_in(person.begin_login.come_back)
  end

  rule "§5.1 an answer without expires_in is an answer" do
    litmus.answer_tokens(expires_in: :none)
    expect(sign_in(person.begin_login.come_back).auth.credentials).to include("expires" => false)
  end

  rule "§5.2 an error answer is told by its code and description" do
    litmus.answer_token('{"error":"invalid_grant","error_description":"Gone."}', status: 400)
    outcome = person.begin_login.come_back
    expect(outcome).to fail_with(:invalid_credentials, :OAuthError, :invalid_grant)
    expect(outcome.error.description).to eq "Gone."
  end

  rule "§6 a refresh has the grant type and the refresh token" do
    token.refresh!
    expect(litmus.token_requests.last.params)
      .to include("grant_type" => "refresh_token", "refresh_token" => "s3cr3t-refresh")
  end

  rule "§6 a new refresh token replaces the old one" do
    litmus.answer_tokens(refresh_token: "s3cr3t-newer")
    source.refresh!
    expect(store.read).to include("refresh_token" => "s3cr3t-newer")
  end

  rule "§6 the old refresh token stays where no new one comes" do
    expect(token.refresh!.refresh_token).to eq "s3cr3t-refresh"
  end

  rule "§7.1 a token of an unknown type is not used" do
    litmus.answer_tokens(token_type: "mac")
    expect(person.begin_login.come_back).to fail_with(:invalid_credentials, :ProtocolError, :invalid_token_type)
    expect(litmus.requests(BadInput::ScriptedLitmus::PROFILE)).to be_empty
  end

  rule "§10.3 an access token goes over TLS only" do
    expect(refusal { token.get("http://litmus.example/") }).to eq :insecure_http
  end

  rule "§10.4 a refresh token goes to the token endpoint only, and follows no redirect" do
    litmus.answer_token("", status: 307, headers: { "Location" => "/elsewhere" })
    expect(refusal { token.refresh! }).to eq :redirected
    expect(litmus.requests.map(&:path)).to eq ["/oauth/token"]
  end

  rule "§10.6 a code is exchanged with the redirection URI of its own login" do
    person.begin_login(headers: { "HTTP_HOST" => "one.example" })
    person.dup.begin_login(headers: { "HTTP_HOST" => "two.example" })
    sign_in(person.come_back)
    expect(litmus.token_requests.last.params["redirect_uri"]).to start_with "https://one.example/"
  end

  rule "§10.9 the server's certificate is verified" do
    verifying = OmniAuth::Litmus::Client.new(*client, site: tls.base_url)
    expect(refusal { verifying.client_credentials.get_token }).to eq :certificate_untrusted
    expect(tls.requests).to be_empty
  end

  rule "§10.10 a state has 160 bits or more of randomness" do
    states = Array.new(200) { OmniAuth::Litmus::Core.state }
    expect(states.uniq.length).to eq 200
    expect(states.map { |state| state.tr("-_", "+/").unpack1("m").bytesize * 8 }).to all be >= 160
  end

  rule "§10.12 a callback completes only a login that the same browser began" do
    person.begin_login
    other = BadInput::Person.new(app, secrets).begin_login
    expect(other.come_back(state: person.state)).to csrf_detected
  end

  rule "§10.14 what comes in a callback is sanitised" do
    outcome = person.begin_login.come_back(code: nil, error: "access_denied", error_description: "a\r\nb\e[31m<script>")
    expect(outcome.error.message).to match(/\A[ -~]+\z/)
    expect(outcome.answer.location).to match(/\A[!-~]+\z/)
  end

  rule "§10.15 an address to return to is one of the app itself" do
    require "omniauth/litmus/railties/return_path"
    paths = %w[/reports https://app.example/a //evil.example https://evil.example /\evil.example javascript:a]
    back = paths.map { |path| OmniAuth::Litmus::Railties::ReturnPath.of(path, "https://app.example") }
    expect(back).to eq ["/reports", "/a", nil, nil, nil, nil]
  end

  rule "appendix A.12 a token of other than visible characters is none" do
    litmus.answer_tokens(access_token: "s3cr3t\u00e9")
    expect(person.begin_login.come_back).to fail_with(:invalid_credentials, :ProtocolError, :invalid_access_token)
  end
end
