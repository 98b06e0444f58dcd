# frozen_string_literal: true

require "omniauth/litmus/token_source"
require "omniauth/litmus/v3_api"
require "pp" # rubocop:disable Lint/RedundantRequireStatement
require_relative "../support/sandbox_provider"
require_relative "../support/scripted_server"
require_relative "../support/error_of"

RSpec.describe OmniAuth::Litmus::V3Api do
  include ErrorOf

  before(:context) { @provider = SandboxProvider.start(rate_limit: 3) }
  after(:context) { @provider.stop }

  before { @provider.sandbox.reset! }

  let(:host) { @provider.base_url }
  let(:client) { OmniAuth::Litmus::Client.new(@provider.client_id, @provider.client_secret, site: host) }
  let(:token) { client.client_credentials.get_token }
  let(:api) { described_class.new(token, host:) }

  it "pings, with a token or a source of tokens" do
    source = OmniAuth::Litmus::TokenSource.client_credentials(client)
    expect([api.ping, api.ping_authenticated]).to eq [true, true]
    expect(described_class.new(source, host:).ping_authenticated).to be true
  end

  it "does not take a refusal for an answer, whatever the client's raise_errors" do
    quiet = OmniAuth::Litmus::Client.new(client.id, client.secret, site: host, raise_errors: false)
    stranger = OmniAuth::Litmus::AccessToken.new(quiet, "s3cr3t")
    expect { described_class.new(stranger, host:).ping_authenticated }
      .to raise_error(OmniAuth::Litmus::ApiError) { |error| expect(error.code).to eq :invalid_token }
  end

  it "says until when the limit is reached" do
    3.times { api.ping_authenticated }
    expect { api.ping_authenticated }
      .to raise_error(OmniAuth::Litmus::RateLimited) { |error| expect(error.retry_at).to be > Time.now }
  end

  it "needs a source of tokens" do
    expect { described_class.new(nil) }.to raise_error(ArgumentError, /a TokenSource/)
  end

  it "shows no token when inspected" do
    expect([api.inspect, api.pretty_inspect].join).not_to include(token.token)
  end

  describe "with Email Guardian" do
    before(:context) { @guarding = SandboxProvider.start(rate_limit: nil) }
    after(:context) { @guarding.stop }

    let(:host) { @guarding.base_url }
    let(:guardian) { api.email_guardian }
    let(:user) { api.create_integration_user }

    it "enrolls an e-mail in the name of a user, and ends it" do
      expect([user.type, user.id, user.links["self"]]).to match ["integration-users", /\A\d+\z/, %r{/#{user.id}\z}]
      email = guardian.enroll("<h1>Hello</h1>", integration_user_id: user.id)
      expect([email.type, email.attributes]).to eq ["emails", { "html" => "<h1>Hello</h1>" }]
      expect(email.inspect).not_to include("Hello")
      expect(guardian.unenroll(email.id, integration_user_id: user.id.to_i)).to be true
      again = error_of { guardian.unenroll(email.id, integration_user_id: user.id) }
      expect(again).to have_attributes(code: :not_found, description: "Not found: There is no such email.")
    end

    it "keeps the users of two applications apart" do
      stranger = OmniAuth::Litmus::Client.new(@guarding.other_client_id, @guarding.other_client_secret, site: host)
      other = described_class.new(stranger.client_credentials.get_token, host:)
      error = error_of { other.email_guardian.enroll("<p>", integration_user_id: user.id) }
      expect(error).to have_attributes(code: :not_found, description: /integration user/)
    end

    it "asks nobody about ids and e-mails that are none" do
      api # its token is asked for before
      count = @guarding.events.length
      ids = ["../ping", "a b", "", nil, "\xFF"]
      errors = ids.flat_map do |id|
        [error_of { guardian.unenroll(id, integration_user_id: 1) },
         error_of { guardian.unenroll(1, integration_user_id: id) },
         error_of { guardian.enroll("<p>", integration_user_id: id) }]
      end
      errors += [nil, "", " ", 5, "<p>\xFF"].map { |html| error_of { guardian.enroll(html, integration_user_id: 1) } }
      expect(errors.map(&:code)).to all(eq(:invalid_value))
      expect(@guarding.events.length).to eq count
    end

    it "needs a token, and JSON:API's media type" do
      paths = %w[/v3/integration-users /v3/email_guardian/emails]
      codes = paths.map { |path| error_of { client.request(:post, "#{host}#{path}", json: {}) }.code }
      plain = error_of { token.post("#{host}#{paths.first}", json: { data: { type: "integration-users" } }) }
      expect([*codes, plain.code]).to eq %i[invalid_token invalid_token unsupported_media_type]
    end

    it "takes no redirect for an answer, which only a GET follows" do
      elsewhere = ScriptedServer.new { |exchange| exchange.answer(status: 301, headers: { "Location" => "/v3" }) }
      source = OmniAuth::Litmus::AccessToken.new(
        OmniAuth::Litmus::Client.new("a", "b", api_origins: [elsewhere.base_url]), "t"
      )
      guardian = described_class.new(source, host: elsewhere.base_url).email_guardian
      expect(error_of { guardian.unenroll("11", integration_user_id: "1") })
        .to have_attributes(class: OmniAuth::Litmus::ProtocolError, code: :redirect_refused, status: 301)
    ensure
      elsewhere.stop
    end

    it "takes no other answer for the API's" do
      elsewhere = ScriptedServer.new
      elsewhere.answer("/v3/integration-users", status: 201, type: "text/html", body: "<p>Welcome</p>")
      source = OmniAuth::Litmus::AccessToken.new(
        OmniAuth::Litmus::Client.new("a", "b", api_origins: [elsewhere.base_url]), "t"
      )
      error = error_of { described_class.new(source, host: elsewhere.base_url).create_integration_user }
      expect(error).to have_attributes(class: OmniAuth::Litmus::ProtocolError, code: :unexpected_answer)
    ensure
      elsewhere.stop
    end
  end
end
