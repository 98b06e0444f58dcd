# frozen_string_literal: true

require "omniauth/litmos"
require_relative "../support/plain_browser"
require_relative "../support/relying_app"
require_relative "../support/sandbox_provider"
require_relative "../support/scripted_server"

module Providers
  # A provider that nobody has heard of, for the specs: its facts and what its profile looks like, and nothing else.
  class Acme
    include OmniAuth::Strategy
    include OmniAuth::Litmus::AuthorizationCodeFlow
    include OmniAuth::Litmus::ConfiguredProfile

    option :name, "acme"
    option :profile_fields, { uid: "person.number", name: "person.called", email: "mail" }
  end
end

# An OAuth server with paths and a profile of its own; what it does is the sandbox's.
class AcmeServer
  PATHS = { "/door" => "/oauth/authorize", "/mint" => "/oauth/token", "/burn" => "/oauth/revoke" }.freeze

  def self.start
    SandboxProvider.start do |env, app|
      path = env["PATH_INFO"]
      next [404, {}, []] if PATHS.value?(path) && path != PATHS["/door"] # where its consent page leads
      next profile(*app.call(env.merge("PATH_INFO" => "/v2/users/current"))) if path == "/whoami"

      app.call(env.merge("PATH_INFO" => PATHS.fetch(path, path)))
    end
  end

  def self.profile(status, headers, body)
    return [status, headers, body] unless status == 200

    user = JSON.parse(body.first)["user"]
    profile = { person: { number: user["id"], called: user["full_name"] }, mail: user["email"] }
    [200, { "content-type" => "application/json" }, [JSON.generate(profile)]]
  end

  # All that the gem is told of it.
  def self.facts(base)
    { site: base, authorize_url: "/door", token_url: "/mint", revoke_url: "/burn", token_format: "form",
      auth_scheme: "basic_auth", rate_limit: { remaining: "x-acme-left", statuses: [420] },
      hints: [[418, "Ask for coffee at another pot"]] }
  end
end

RSpec.describe "A provider" do
  def sign_in(app, name)
    browser = app.browser
    leg_one = browser.sign_in(path: "/auth/#{name}")
    return leg_one if leg_one.failure

    back = PlainBrowser.new.visit(leg_one.location).params
    browser.callback(path: "/auth/#{name}/callback", **back.transform_keys(&:to_sym))
  end

  describe "that is made up, from data alone" do
    let(:provider) { AcmeServer.start }
    let(:base) { provider.base_url }
    let(:client_options) { { provider: AcmeServer.facts(base) } }
    let(:api) { ScriptedServer.new }

    after do
      provider.stop
      api.stop
    end

    def client(**facts)
      settings = { provider: { **AcmeServer.facts(base), **facts }, site: api.base_url }
      OmniAuth::Litmus::Client.new("id", "secret", settings)
    end

    it "signs in, refreshes and revokes" do
      app = RelyingApp.new(site: nil, strategy: Providers::Acme, client_options:, profile_url: "#{base}/whoami",
                           pkce: true, include_email: true)
      auth = sign_in(app, "acme").auth
      expect(auth).to have_attributes(provider: "acme", uid: "1001",
                                      info: include("name" => "Maya Okafor", "email" => "maya@example.com"))
      client = OmniAuth::Litmus::Client.new(*SandboxProvider::CLIENT, client_options)
      token = OmniAuth::Litmus::AccessToken.from_hash(client, access_token: auth.credentials.token,
                                                              refresh_token: auth.credentials.refresh_token)
      fresh = token.refresh!
      expect(fresh.token).not_to eq(token.token)
      expect([fresh.revoke(:refresh_token), provider.requests]).to match([true, include("/oauth/revoke" => 1)])
    end

    it "has its own way to refuse, and its own hints" do
      api.answer("/x", status: 420, headers: { "x-acme-left" => "0" })
      expect { client.request(:get, "/x") }
        .to raise_error(OmniAuth::Litmus::RateLimited) { |error| expect(error.remaining).to eq(0) }
      api.answer("/x", status: 418)
      expect { client.request(:get, "/x") }.to raise_error(OmniAuth::Litmus::ApiError, /another pot/)
    end

    it "gets no token of Litmus's, and Litmus none of its" do
      %w[https://litmus.com https://api.litmus.com https://api.litmos.com].each do |origin|
        token = OmniAuth::Litmus::AccessToken.new(client, "a-token")
        expect { token.get("#{origin}/x") }
          .to raise_error(OmniAuth::Litmus::ConfigurationError) { |e| expect(e.code).to eq(:origin_not_allowed) }
      end
    end

    it "says what is wrong with its facts at the first use" do
      [{ tokn_url: "/x" }, { rate_limit: 5 }, { site: nil }].each do |facts|
        expect { client(**facts).token_url }
          .to raise_error(OmniAuth::Litmus::ConfigurationError) { |e| expect(e.code).to eq(:invalid_provider) }
      end
      expect { OmniAuth::Litmus::Client.new("id", "secret", provider: "unheard-of").token_url }
        .to raise_error(OmniAuth::Litmus::ConfigurationError, /litmus, litmos/)
    end
  end

  describe OmniAuth::Strategies::Litmos do
    let(:provider) { SandboxProvider.start }
    let(:endpoints) { { site: provider.base_url, authorize_url: "/oauth/authorize", token_url: "/oauth/token" } }

    after { provider.stop }

    def app(endpoints, **options)
      RelyingApp.new(site: nil, strategy: :litmos, client_options: endpoints.merge(site: endpoints[:site]),
                     profile_url: "#{provider.base_url}/v2/users/current",
                     profile_fields: { uid: "user.id", name: "user.full_name" }, **options)
    end

    it "signs in where the account has endpoints, with everything that the flow has" do
      app = app(endpoints, pkce: true)
      auth = sign_in(app, "litmos").auth
      expect(auth).to have_attributes(provider: "litmos", uid: "1001", info: include("name" => "Maya Okafor"))
      expect(app.browser.callback(path: "/auth/litmos/callback", code: "x", state: "y").failure).to eq("csrf_detected")
    end

    it "names the endpoint that is missing" do
      app = app({ site: provider.base_url })
      expect(sign_in(app, "litmos").failure).to eq("invalid_credentials")
      expect(app.error).to have_attributes(code: :missing_endpoint, message: include("authorize_url"))
      app = app(endpoints.except(:token_url))
      expect(sign_in(app, "litmos").failure).to eq("invalid_credentials")
      expect(app.error.message).to include("token_url")
    end

    it "asks for a profile" do
      app = app(endpoints, profile_url: nil)
      expect(sign_in(app, "litmos").failure).to eq("invalid_credentials")
      expect(app.error.code).to eq(:missing_profile_url)
    end

    it "believes no profile that names nobody" do
      app = app(endpoints, profile_fields: { uid: "user.nickname" })
      expect(sign_in(app, "litmos").failure).to eq("invalid_credentials")
      expect(app.error.code).to eq(:invalid_profile)
    end
  end
end

RSpec.describe "The architecture" do
  root = File.expand_path("../..", __dir__)

  it "has one file of the core that names a provider" do
    naming = Dir[File.join(root, "ext/omniauth_litmus_rs/core/src/**/*.rs")].select do |file|
      # The gem's own name is no provider's.
      File.read(file).gsub(/omniauth[-_]litmus[-_](rs|core)/, "").match?(/litm[ou]s/i)
    end
    expect(naming.map { |file| File.basename(file) }).to eq(%w[provider.rs])
  end

  it "has no HTTP and no OAuth in what is Litmos's" do
    files = Dir[File.join(root, "lib/omniauth/{litmos,litmos/**/*,strategies/litmos}.rb")] -
            Dir[File.join(root, "lib/omniauth/litmos/{sandbox,sandbox/**/*}.rb")]
    expect(files.length).to be > 15
    written_again = /Net::HTTP|TCPSocket|OpenSSL::SSL|\bCore\b|Bearer|grant_type|refresh_token|code_verifier/
    expect(files.grep_v(/\A\z/).select { |file| File.read(file).match?(written_again) }).to be_empty
  end

  it "keeps Litmos out of Litmus" do
    # The executable has commands for both.
    files = Dir[File.join(root, "lib/omniauth/{litmus,litmus/**/*,strategies/litmus}.rb")]
            .grep_v(%r{litmus/(doctor/)?command})
    expect(files.select { |file| File.read(file).match?(/litmos/i) }).to be_empty
  end
end
