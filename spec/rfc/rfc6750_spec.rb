# frozen_string_literal: true

require_relative "support/rules"

# Bearer tokens.
RSpec.describe "RFC 6750" do
  include_context "with Litmus and its rules"

  let(:elsewhere) { ScriptedServer.new }

  before { litmus.answer("/call", body: "fine") }
  after { elsewhere.stop }

  def refuse(challenge, status: 401)
    litmus.answer("/call", status:, headers: { "WWW-Authenticate" => challenge })
    refusal { token.get("/call") }
  end

  rule "§2 a request shows the token in one way" do
    token.options[:mode] = :query
    token.get("/call", headers: {})
    expect(litmus.requests.last.headers).not_to have_key("authorization")
    expect(litmus.requests.last.query).to eq("access_token" => "s3cr3t-old")
  end

  rule "§2.1 the token is shown in the header Authorization" do
    token.get("/call")
    expect(litmus.requests.last).to have_attributes(query: {},
                                                    headers: a_hash_including("authorization" => "Bearer s3cr3t-old"))
  end

  rule "§2.2 the token is shown in a form alone, where the app asks for it, and in none of a GET" do
    token.post("/call", body: { a: 1 })
    expect(litmus.requests.last.params).to eq("a" => "1")
    token.options[:mode] = :body
    token.post("/call", body: { a: 1 })
    expect(litmus.requests.last.params).to eq("a" => "1", "access_token" => "s3cr3t-old")
    calls = [-> { token.get("/call") }, -> { token.post("/call", json: { a: 1 }) }]
    expect(calls.map { |call| refusal(&call) }).to all(eq :invalid_mode)
  end

  rule "§2.3 a request with the token in its query asks not to be stored" do
    token.options[:mode] = :query
    token.get("/call")
    expect(litmus.requests.last.headers["cache-control"]).to eq "no-store"
  end

  rule "§3 the Bearer challenge is found among others" do
    challenge = 'Basic realm="a, b", Bearer realm="c", error="invalid_token", Digest realm="d"'
    expect(refuse(challenge)).to eq :invalid_token
  end

  rule "§3 the words of a challenge are told, sanitised" do
    challenge = 'Bearer error="invalid_token", error_description="a\\"b s3cr3t-old"'
    litmus.answer("/call", status: 401, headers: { "WWW-Authenticate" => challenge })
    expect { token.get("/call") }.to raise_error(OmniAuth::Litmus::ApiError) { |error|
      expect(error.description).to eq "a b [REDACTED]"
    }
  end

  rule "§3.1 invalid_token is answered by a new token, and one more attempt" do
    litmus.on("/call") do |exchange|
      old = exchange.request.headers["authorization"] == "Bearer s3cr3t-old"
      exchange.answer(status: old ? 401 : 200,
                      headers: old ? { "WWW-Authenticate" => 'Bearer error="invalid_token"' } : {})
    end
    expect(source.get("/call").status).to eq 200
    expect([litmus.requests("/call").length, litmus.token_requests.length]).to eq [2, 1]
  end

  rule "§3.1 insufficient_scope is no reason for a new token" do
    litmus.answer("/call", status: 403,
                           headers: { "WWW-Authenticate" => 'Bearer error="insufficient_scope", scope="full"' })
    expect(refusal { source.get("/call") }).to eq :insufficient_scope
    expect(litmus.token_requests).to be_empty
  end

  rule "§3.1 invalid_request is told as such" do
    expect(refuse('Bearer error="invalid_request"', status: 400)).to eq :bad_request
  end

  rule "§5.2 a token is in no cookie and no session" do
    sign_in(person.begin_login.come_back)
    expect(person.session.to_s).not_to include("s3cr3t-access-token")
  end

  rule "§5.2 a token is in no address" do
    sign_in(person.begin_login.come_back)
    expect(litmus.requests.map(&:target).join).not_to include("s3cr3t")
  end

  rule "§5.3 a token goes to the parties that it is for" do
    expect(refusal { token.get("#{elsewhere.base_url}/call") }).to eq :origin_not_allowed
    litmus.answer("/away", status: 302, headers: { "Location" => "#{elsewhere.base_url}/there" })
    elsewhere.answer("/there", body: "there")
    token.get("/away")
    expect(elsewhere.requests.map(&:text).join).not_to include("s3cr3t")
  end

  rule "§5.3 the certificate of a resource server is verified" do
    verifying = OmniAuth::Litmus::Client.new(*client, site: tls.base_url)
    expect(refusal do
             OmniAuth::Litmus::AccessToken.from_hash(verifying, pair).get("/call")
           end).to eq :certificate_untrusted
    expect(tls.requests).to be_empty
  end

  rule "§5.3 a token never goes on over http" do
    tls.answer("/call", status: 302, headers: { "Location" => "#{site}/call" })
    secure = OmniAuth::Litmus::Client.new(*client, site: tls.base_url, ssl:)
    expect(refusal { OmniAuth::Litmus::AccessToken.from_hash(secure, pair).get("/call") }).to eq :redirect_refused
  end
end
