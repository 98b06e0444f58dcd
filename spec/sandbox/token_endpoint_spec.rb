# frozen_string_literal: true

require_relative "../support/sandbox_session"

RSpec.describe OmniAuth::Litmus::Sandbox, "/oauth/token" do
  include SandboxSession

  # The error, and what must go with it.
  def refusal(document = last_document, status: 400)
    expect(last_response.status).to eq status
    expect(last_response.headers).to include("cache-control" => "no-store",
                                             "www-authenticate" => /error="#{document["error"]}"/)
    expect(document.keys).to eq %w[error error_description]
    document["error"]
  end

  describe "authorization_code" do
    it "answers a code with tokens, in JSON, not to be stored" do
      code = code_for
      expect(exchange(code)).to match(
        "access_token" => /\A[\w-]{43}\z/, "refresh_token" => /\A[\w-]{43}\z/, "token_type" => "Bearer",
        "expires_in" => 7200, "scope" => "full", "created_at" => clock.call.to_i
      )
      expect(last_response.headers).to include("content-type" => "application/json; charset=utf-8",
                                               "cache-control" => "no-store", "pragma" => "no-cache")
    end

    it "reads forms as it reads JSON" do
      post "/oauth/token", grant_type: "authorization_code", code: code_for, redirect_uri: SandboxSession::CALLBACK,
                           client_id: SandboxSession::ID, client_secret: SandboxSession::SECRET
      expect(last_document).to include("access_token" => be)
    end

    it "takes the credentials from a Basic header, form-encoded (RFC 6749 §2.3.1)" do
      @sandbox = described_class.new(applications: [{ id: "a b:c", secret: "s%+:é" }])
      code = code_for(client_id: "a b:c")
      basic_authorize URI.encode_www_form_component("a b:c"), URI.encode_www_form_component("s%+:é")
      expect(exchange(code, client_id: nil, client_secret: nil)).to include("access_token" => be)
    end

    it "rejects credentials in both places, and keeps the code good" do
      code = code_for
      basic_authorize SandboxSession::ID, SandboxSession::SECRET
      expect(refusal(exchange(code))).to eq "invalid_request"
      header "Authorization", nil
      expect(exchange(code)).to include("access_token" => be)
    end

    it "does not take credentials from the URL (RFC 6749 §2.3.1)" do
      post "/oauth/token?client_id=#{SandboxSession::ID}&client_secret=#{SandboxSession::SECRET}",
           grant_type: "client_credentials"
      expect(refusal(status: 401)).to eq "invalid_client"
    end

    it "redeems a code once" do
      code = code_for
      exchange(code)
      expect(refusal(exchange(code))).to eq "invalid_grant"
    end

    it "redeems a code once when sixteen threads ask at once" do
      code = code_for
      body = JSON.generate(grant_type: "authorization_code", code:, redirect_uri: SandboxSession::CALLBACK,
                           client_id: SandboxSession::ID, client_secret: SandboxSession::SECRET)
      statuses = Array.new(16) do
        Thread.new do
          options = { method: "POST", input: body, "REMOTE_ADDR" => "::1", "CONTENT_TYPE" => "application/json" }
          sandbox.call(Rack::MockRequest.env_for("http://localhost/oauth/token", options)).first
        end
      end.map(&:value)
      expect(statuses.tally).to eq(200 => 1, 400 => 15)
    end

    it "redeems a code for 600 seconds" do
      codes = [code_for, code_for]
      clock.advance(599)
      expect(exchange(codes.first)).to include("access_token" => be)
      clock.advance(1)
      expect(refusal(exchange(codes.last))).to eq "invalid_grant"
    end

    it "wants the redirect_uri of the authorization request" do
      code = code_for
      ["https://partner.example/other", "#{SandboxSession::CALLBACK}/"].each do |redirect_uri|
        expect(refusal(exchange(code, redirect_uri:))).to eq "invalid_grant"
      end
      expect(refusal(exchange(code, redirect_uri: nil))).to eq "invalid_request"
    end

    it "does not redeem another application's code" do
      @sandbox = described_class.new(applications: [{ id: SandboxSession::ID, secret: SandboxSession::SECRET },
                                                    { id: "two", secret: "2" }])
      expect(refusal(exchange(code_for, client_id: "two", client_secret: "2"))).to eq "invalid_grant"
    end

    it "wants a code" do
      expect(exchange(nil)).to include("error_description" => "Missing required parameter: code.")
    end

    describe "with PKCE" do
      let(:verifier) { "v" * 64 }
      let(:code) { code_for(code_challenge: challenge_of(verifier), code_challenge_method: "S256") }

      it "wants the verifier of the challenge" do
        ["w" * 64, challenge_of(verifier)].each do |wrong|
          expect(refusal(exchange(code, code_verifier: wrong))).to eq "invalid_grant"
        end
        expect(refusal(exchange(code))).to eq "invalid_request"
        expect(exchange(code, code_verifier: verifier)).to include("access_token" => be)
      end

      it "wants no verifier where there was no challenge" do
        expect(refusal(exchange(code_for, code_verifier: verifier))).to eq "invalid_grant"
      end
    end
  end

  describe "the client" do
    [
      { client_secret: "wrong" }, { client_secret: nil }, { client_id: "nobody" }, { client_id: nil },
      { client_id: ["demo-application"] }
    ].each do |changes|
      it "is invalid with #{changes}" do
        token_request(grant_type: "client_credentials", **changes)
        expect(refusal(status: 401)).to eq "invalid_client"
      end
    end

    it "is invalid with a broken Basic header" do
      ["Basic", "Basic !!!", "Basic #{["%ZZ:%"].pack("m0")}", "Bearer x"].each do |value|
        header "Authorization", value
        token_request(grant_type: "client_credentials", client_id: nil, client_secret: nil)
        expect(refusal(status: 401)).to eq "invalid_client"
      end
    end
  end

  describe "refresh_token" do
    it "rotates at once: the old pair is dead before the new one is used" do
      old = tokens
      new = refresh(old["refresh_token"])
      expect(new).to include("scope" => "full", "expires_in" => 7200)
      expect(current_user(old["access_token"])["www-authenticate"]).to include("The access token was revoked")
      expect(refusal(refresh(old["refresh_token"]))).to eq "invalid_grant"
      expect(current_user(new["access_token"]).status).to eq 200
    end

    it "rotates at first use with rotation: :first_use" do
      @sandbox = described_class.new(clock:, rotation: :first_use)
      old = tokens
      lost = refresh(old["refresh_token"])
      new = refresh(old["refresh_token"])
      expect(current_user(old["access_token"]).status).to eq 200
      expect(current_user(new["access_token"]).status).to eq 200
      expect(current_user(old["access_token"]).status).to eq 401
      expect(refusal(refresh(old["refresh_token"]))).to eq "invalid_grant"
      expect(refresh(lost["refresh_token"])).to include("access_token" => be)
    end

    it "refreshes what expired" do
      old = tokens
      clock.advance(7201)
      expect(current_user(old["access_token"]).status).to eq 401
      expect(current_user(refresh(old["refresh_token"])["access_token"]).status).to eq 200
    end

    it "does not refresh for another application" do
      @sandbox = described_class.new(applications: [{ id: SandboxSession::ID, secret: SandboxSession::SECRET },
                                                    { id: "two", secret: "2" }])
      refresh_token = tokens["refresh_token"]
      expect(refusal(refresh(refresh_token, client_id: "two", client_secret: "2"))).to eq "invalid_grant"
      expect(refresh(refresh_token)).to include("access_token" => be)
    end

    it "refuses an access token, an unknown one, a missing one and another scope" do
      pair = tokens
      expect(refusal(refresh(pair["access_token"]))).to eq "invalid_grant"
      expect(refusal(refresh("unknown"))).to eq "invalid_grant"
      expect(refusal(refresh(nil))).to eq "invalid_request"
      expect(refusal(refresh(pair["refresh_token"], scope: "admin"))).to eq "invalid_scope"
    end
  end

  describe "client_credentials" do
    it "answers with a token that is not refreshable and of no user" do
      token = token_request(grant_type: "client_credentials")
      expect(token.keys).to eq %w[access_token token_type expires_in scope created_at]
      expect(current_user(token["access_token"]).status).to eq 403
    end

    it "knows no scope but full" do
      expect(refusal(token_request(grant_type: "client_credentials", scope: "admin"))).to eq "invalid_scope"
    end
  end

  it "knows no other grant" do
    expect(refusal(token_request(grant_type: "password"))).to eq "unsupported_grant_type"
    expect(refusal(token_request)).to eq "invalid_request"
  end

  it "answers malformed JSON with an empty 400 of text/html" do
    ['{"grant_type":', "", "{\"a\":\"\xff\"}", "#{"[" * 200}#{"]" * 200}"].each do |body|
      post "/oauth/token", body, "CONTENT_TYPE" => "application/json"
      expect([last_response.status, last_response.body, last_response.content_type]).to eq [400, "", "text/html"]
    end
  end

  it "answers JSON that is no object, and other types, as it answers nothing" do
    post "/oauth/token", "[1]", "CONTENT_TYPE" => "application/json"
    expect(refusal).to eq "invalid_request"
    post "/oauth/token", "grant_type=client_credentials", "CONTENT_TYPE" => "text/plain"
    expect(refusal).to eq "invalid_request"
  end

  it "does not read without end" do
    post "/oauth/token", "\"#{"a" * OmniAuth::Litmus::Sandbox::Toolkit::Request::BODY_LIMIT}\"",
         "CONTENT_TYPE" => "application/json"
    expect(last_response.status).to eq 400
  end

  it "answers POST only" do
    get "/oauth/token"
    expect([last_response.status, last_response["allow"]]).to eq [405, "POST"]
  end

  describe "its switches" do
    it "writes token_type as told" do
      @sandbox = described_class.new(token_type: "bearer")
      expect(tokens).to include("token_type" => "bearer")
    end

    it "lets tokens live as long as told" do
      @sandbox = described_class.new(clock:, expires_in: 60)
      token = tokens
      expect(token["expires_in"]).to eq 60
      clock.advance(59)
      expect(current_user(token["access_token"]).status).to eq 200
      clock.advance(1)
      expect(current_user(token["access_token"]).status).to eq 401
    end

    it "lets them live on with expires_in: nil" do
      @sandbox = described_class.new(clock:, expires_in: nil)
      token = tokens
      clock.advance(1_000_000)
      expect(token.keys).not_to include("expires_in")
      expect(current_user(token["access_token"]).status).to eq 200
    end

    it "answers every error with 401 with legacy_error_status" do
      @sandbox = described_class.new(legacy_error_status: true)
      expect(refusal(exchange("unknown"), status: 401)).to eq "invalid_grant"
      expect(refusal(token_request, status: 401)).to eq "invalid_request"
    end
  end

  it "forgets everything when it is reset" do
    token = tokens
    sandbox.reset!
    expect(current_user(token["access_token"]).status).to eq 401
    expect(authorize.body).to include("Sign in to Litmus")
  end
end
