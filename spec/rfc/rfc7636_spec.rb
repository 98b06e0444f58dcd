# frozen_string_literal: true

require_relative "support/rules"

# Proof Key for Code Exchange.
RSpec.describe "RFC 7636" do
  include_context "with Litmus and its rules"

  let(:core) { OmniAuth::Litmus::Core }

  rule "§4.1 a verifier has 43 to 128 unreserved characters" do
    expect(Array.new(50) { core.code_verifier }).to all match(/\A[A-Za-z0-9\-._~]{43,128}\z/)
    ["short", "a" * 129, "#{"a" * 43} "].each do |verifier|
      expect(refusal do
               core.code_challenge(verifier)
             end).to eq :invalid_code_verifier
    end
  end

  rule "§4.1 each login has a verifier of its own" do
    verifiers = Array.new(3) { person.begin_login.session["omniauth.pkce.verifier"] }
    expect(verifiers.uniq.length).to eq 3
  end

  rule "§4.2 the challenge is S256, as in appendix B" do
    expect(core.code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
      .to eq "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
  end

  rule "§4.3 the authorization request has the challenge and its method" do
    expect(authorization).to include("code_challenge" => /\A[\w-]{43}\z/, "code_challenge_method" => "S256")
  end

  rule "§4.4.1 a server that wants another method is heard" do
    outcome = person.begin_login.come_back(code: nil, error: "invalid_request",
                                           error_description: "transform algorithm not supported")
    expect(outcome).to fail_with(:invalid_request, :CallbackError, "invalid_request")
  end

  rule "§4.5 the token request has the verifier of the challenge" do
    verifier = token_request.params["code_verifier"]
    expect(core.code_challenge(verifier)).to eq person.leg_one.query["code_challenge"]
  end

  rule "§7.1 a verifier has 256 bits of randomness" do
    expect(core.code_verifier.tr("-_", "+/").unpack1("m").bytesize * 8).to be >= 256
  end

  rule "§7.2 a verifier is not sent as its own challenge" do
    person.begin_login
    expect(person.leg_one.location).not_to include(person.session["omniauth.pkce.verifier"])
  end
end
