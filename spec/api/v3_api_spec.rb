# frozen_string_literal: true

require "omniauth/litmus/token_source"
require "omniauth/litmus/v3_api"
require_relative "../support/sandbox_provider"

RSpec.describe OmniAuth::Litmus::V3Api do
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

  it "shows no token when inspected" do
    expect([api.inspect, api.pretty_inspect].join).not_to include(token.token)
  end
end
