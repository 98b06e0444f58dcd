# frozen_string_literal: true

require "omniauth/litmus/doctor"
require_relative "../support/doorkeeper_provider"

# Doorkeeper asks for a sign-in before it looks at an authorization request, and does not tell a wrong id from a wrong
# secret: what cannot be known is not claimed.
RSpec.describe OmniAuth::Litmus::Doctor, "before a real Doorkeeper", needs: %w[rails sqlite3] do
  before(:context) { @provider = DoorkeeperProvider.start }
  after(:context) { @provider.stop }

  let(:settings) do
    { site: @provider.base_url, api: @provider.base_url, client_id: @provider.client_id,
      client_secret: @provider.client_secret, redirect_uri: @provider.redirect_uri }
  end

  def examine(**changes)
    described_class.new(**settings, **changes).examine.findings.to_h { |finding| [finding.check, finding] }
  end

  it "finds id and secret right, and leaves the redirect_uri to a browser" do
    findings = examine
    expect(findings[:client_credentials]).to have_attributes(status: :ok)
    expect(findings[:authorization_endpoint]).to have_attributes(status: :ok)
    expect(findings[:registration]).to have_attributes(status: :skipped, code: :cannot_be_told)
    expect(findings[:registration].remedy).to include("#{@provider.base_url}/oauth/authorize?", @provider.client_id)
  end

  { client_id: "somebody-else", client_secret: "s3cr3t" }.each do |setting, value|
    it "says that id or secret is wrong, of a wrong #{setting}" do
      findings = examine(setting => value)
      expect(findings[:client_credentials]).to have_attributes(status: :failed, code: :wrong_client_credentials)
      expect(findings[:registration]).to have_attributes(status: :skipped, code: :unknown_client_id)
    end
  end
end
