# frozen_string_literal: true

require_relative "support/rules"

# Token revocation.
RSpec.describe "RFC 7009" do
  include_context "with Litmus and its rules"

  let(:request) { litmus.requests("/oauth/revoke").last }

  def answer(body = "{}", status: 200, **fields)
    litmus.answer("/oauth/revoke", body:, status:, type: "application/json", **fields)
  end

  before { answer }

  rule "§2 a revocation goes over TLS only" do
    client_options[:revoke_url] = "http://litmus.example/oauth/revoke"
    expect(refusal { token.revoke }).to eq :insecure_http
  end

  rule "§2 the certificate of the revocation endpoint is verified" do
    verifying = OmniAuth::Litmus::Client.new(*client, site: tls.base_url)
    expect(refusal { verifying.revoke("s3cr3t") }).to eq :certificate_untrusted
    expect(tls.requests).to be_empty
  end

  rule "§2.1 a request is a POST with the token, its kind and the client's credentials" do
    token.revoke
    expect(request.verb).to eq "POST"
    expect(request.params).to eq("token" => "s3cr3t-old", "token_type_hint" => "access_token",
                                 "client_id" => client.first, "client_secret" => client.last)
  end

  rule "§2.1 a grant is given back by its refresh token" do
    source.revoke
    expect(request.params).to include("token" => "s3cr3t-refresh", "token_type_hint" => "refresh_token")
    expect(store.read).to be_nil
  end

  rule "§2.2 a token that the server does not know counts as revoked" do
    expect(litmus_client.revoke("s3cr3t-unknown")).to be true
  end

  rule "§2.2 what else a 200 says is ignored" do
    answer("no JSON at all")
    expect(token.revoke).to be true
  end

  rule "§2.2.1 an error is told by its code" do
    answer('{"error":"unsupported_token_type"}', status: 400)
    expect(refusal { token.revoke }).to eq :unsupported_token_type
  end

  rule "§2.2.1 after a 503 the token counts as alive, and the request may be made again" do
    answer("", status: 503, headers: { "Retry-After" => "1" })
    expect { source.revoke }.to raise_error(OmniAuth::Litmus::Error) { |error| expect(error).to be_retryable }
    expect(store.read).to eq pair
  end
end
