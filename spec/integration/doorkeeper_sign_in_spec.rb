# frozen_string_literal: true

require_relative "../support/doorkeeper_provider"
require_relative "../support/litmus_at"
require_relative "../support/plain_browser"
require_relative "../support/relying_app"
require_relative "../support/sandbox_provider"

RSpec.shared_examples "a provider to sign in with" do
  include LitmusAt

  let(:options) { { client: [provider.client_id, provider.client_secret], pkce: true } }
  let(:app) { RelyingApp.new(site: litmus_at(provider), **options) }
  let(:browser) { app.browser(base: "http://127.0.0.1") }
  let(:client) { OmniAuth::Litmus::Client.new(*options[:client], site: litmus_at(provider)) }

  def sign_in(**visit)
    visited = PlainBrowser.new.visit(browser.sign_in(origin: "/reports").location, **visit)
    browser.callback(**visited.params.transform_keys(&:to_sym))
  end

  def token_of(answer)
    credentials = answer.auth.credentials
    OmniAuth::Litmus::AccessToken.from_hash(client, access_token: credentials.token, expires_at: credentials.expires_at,
                                                    refresh_token: credentials.refresh_token)
  end

  def profile(token) = token.get("/v2/users/current").parsed["user"]

  it "signs a person in, with name, token, refresh token and expiry" do
    answer = sign_in
    expect(answer.auth).to have_attributes(uid: "1001", info: have_attributes(name: "Maya Okafor"))
    expect(answer.auth.credentials).to have_attributes(token: be_a(String), refresh_token: be_a(String), expires: true)
    expect(answer.auth.credentials.expires_at).to be_within(60).of(Time.now.to_i + 7200)
    expect(answer.origin).to eq("/reports")
  end

  %i[json form].product(%i[request_body basic_auth]).each do |token_format, auth_scheme|
    it "signs in with a token request in #{token_format} and credentials as #{auth_scheme}" do
      options[:client_options] = { token_format:, auth_scheme: }
      expect(sign_in.auth&.uid).to eq("1001")
    end
  end

  it "says that the person said no" do
    answer = sign_in(user_id: 1002, decision: "Deny")
    expect(answer.failure).to eq("access_denied")
  end

  it "refreshes: the new token works, and the new refresh token replaces the old" do
    old = token_of(sign_in)
    fresh = old.refresh!
    expect(profile(fresh)["id"]).to eq(1001)
    expect([fresh.token, fresh.refresh_token]).not_to include(old.token, old.refresh_token)
    expect(fresh.refresh!.token).not_to eq(fresh.token)
  end

  it "says that a login is needed once the refresh token is revoked" do
    token = token_of(sign_in)
    expect(token.revoke(:refresh_token)).to be(true)
    expect { token.refresh! }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired) { |error|
      expect(error).to have_attributes(code: :invalid_grant, error: "invalid_grant", hint: /login again/)
      expect(error.response.status).to eq(400)
    }
  end

  it "says that a revoked access token is invalid" do
    token = token_of(sign_in)
    token.revoke
    expect { profile(token) }.to raise_error(OmniAuth::Litmus::ApiError) { |error|
      expect(error).to have_attributes(code: :invalid_token, response: have_attributes(status: 401, body: ""))
    }
    expect(token.get("/v2/users/current", raise_errors: false).error.code).to eq(:invalid_token)
  end

  it "gives an application a token of its own" do
    expect(client.client_credentials.get_token).to have_attributes(token: be_a(String), refresh_token: nil)
  end

  it "refuses a wrong secret as invalid_client" do
    stranger = OmniAuth::Litmus::Client.new(provider.client_id, "wrong", site: provider.base_url)
    expect { stranger.client_credentials.get_token }.to raise_error(OmniAuth::Litmus::OAuthError) { |error|
      expect(error).to have_attributes(code: :invalid_client, response: have_attributes(status: 401))
    }
  end
end

RSpec.describe "Signing in, refreshing and revoking", needs: %w[rails sqlite3] do
  callback = "http://127.0.0.1/auth/litmus/callback"

  %i[immediate first_use].each do |rotation|
    describe "with Doorkeeper, rotation #{rotation}" do
      attr_reader :provider

      before(:context) { @provider = DoorkeeperProvider.start(rotation:, redirect_uris: [callback]) }
      after(:context) { @provider.stop }

      it_behaves_like "a provider to sign in with"
    end

    describe "with the sandbox, rotation #{rotation}" do
      attr_reader :provider

      before(:context) { @provider = SandboxProvider.start(rotation:, redirect_uris: [callback]) }
      after(:context) { @provider.stop }

      it_behaves_like "a provider to sign in with"
    end
  end
end
