# frozen_string_literal: true

require "omniauth/litmus/instant_api"
require_relative "../support/bad_input"

# The credentials "MUST NOT be included in the request URI" (RFC 6749 §2.3.1): an address stands in the browser's
# history, in logs and in Referers.
RSpec.describe OmniAuth::Litmus::Client, "and what it puts into a browser's address" do
  include_context "with a scripted Litmus"

  let(:secret) { client.last }
  let(:litmus_client) { described_class.new(*client, site:) }

  def expect_refusal(naming:, &call)
    expect(&call).to raise_error(OmniAuth::Litmus::ConfigurationError) { |error|
      expect(error).to have_attributes(code: :secret_in_url, hint: be, message: include(naming))
      expect(secrets.in(BadInput::Words.of(error))).to be_empty
    }
  end

  %w[client_secret clientSecret Client-Secret client_assertion code_verifier refresh_token access_token token password]
    .each do |name|
      it "is not a #{name}, as a String, a Symbol or within others" do
        expect_refusal(naming: name) { litmus_client.auth_code.authorize_url(name => "x") }
        expect_refusal(naming: name) { litmus_client.authorize_url(name.to_sym => "x") }
        expect_refusal(naming: name) { litmus_client.authorize_url(app: { name => "x" }) }
      end
    end

  it "is not the client secret under another name" do
    expect_refusal(naming: "state") { litmus_client.auth_code.authorize_url(state: secret) }
    expect_refusal(naming: "scope[]") { litmus_client.auth_code.authorize_url(scope: ["full", "x#{secret}"]) }
    numeric = described_class.new("id", 67_890, site:)
    expect_refusal(naming: "key") { numeric.auth_code.authorize_url(key: 67_890) }
  end

  it "is not what stands in authorize_url or redirect_uri of the settings" do
    { authorize_url: "/oauth/authorize?client_secret=x", redirect_uri: "https://app.example/?key=#{secret}" }
      .each do |name, value|
        made = described_class.new(*client, site:, name => value)
        expect_refusal(naming: name == :redirect_uri ? "redirect_uri" : "client_secret") { made.authorize_url }
      end
  end

  it "is what else a provider wants" do
    params = { id_token_hint: "x", token_type: "y", login_hint: "password", client_id: secret }
    expect(litmus_client.auth_code.authorize_url(params)).to include("id_token_hint=x", "token_type=y")
  end

  {
    "authorize_params" => ->(secret) { { authorize_params: { client_secret: secret } } },
    "authorize_params with a String" => ->(secret) { { authorize_params: { "client_secret" => secret } } },
    "authorize_params under another name" => ->(secret) { { authorize_params: { api_key: secret } } },
    "authorize_options" => ->(_) { { authorize_options: %i[scope state client_secret] } },
    "a state" => ->(secret) { { state: ->(_) { secret } } },
    "client_options" => ->(secret) { { client_options: { authorize_url: "/oauth/authorize?a=#{secret}" } } }
  }.each do |words, options|
    context "with #{words} of the strategy" do
      let(:options) { options[BadInput::Secrets::CLIENT.last].except(:client_options) }
      let(:client_options) { options[BadInput::Secrets::CLIENT.last].fetch(:client_options, {}) }

      it "sends nobody to Litmus" do
        expect(person.begin_login.outcome_of_leg_one)
          .to fail_with(:invalid_credentials, :ConfigurationError, :secret_in_url)
      end
    end
  end
end
