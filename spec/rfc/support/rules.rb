# frozen_string_literal: true

require "omniauth/litmus/token_source"
require_relative "../../support/bad_input"
require_relative "../../support/throw_away_ca"

# A rule is an example whose name begins with the section that states it; `rake rfc` prints them as a table. One rule is
# proven by one example, in the smallest way; what else may happen is in the specs of that promise.
RSpec.configure { |config| config.alias_example_to(:rule, rule: true) }

RSpec.shared_context "with Litmus and its rules" do
  include_context "with a scripted Litmus"

  let(:litmus_client) { OmniAuth::Litmus::Client.new(*client, { site: }.merge(client_options)) }
  let(:pair) do
    { "access_token" => "s3cr3t-old", "refresh_token" => "s3cr3t-refresh", "expires_at" => Time.now.to_i + 7200 }
  end
  let(:token) { OmniAuth::Litmus::AccessToken.from_hash(litmus_client, pair) }
  let(:store) { OmniAuth::Litmus::Stores::Memory.new(pair) }
  let(:source) { OmniAuth::Litmus::TokenSource.new(litmus_client, store) }
  let(:tls) { @tls = BadInput::ScriptedLitmus.new(leaf: ThrowAwayCA.shared.leaf) }
  let(:ssl) { { ca_file: ThrowAwayCA.shared.ca_file } }

  after { @tls&.stop }

  # @return [Hash{String => String}] the query of the authorization request
  def authorization = person.begin_login.leg_one.query

  # @return [ScriptedServer::Request] of a login that worked
  def token_request(**callback)
    sign_in(person.begin_login.come_back(**callback))
    litmus.token_requests.last
  end

  # @return [Symbol] the code of what is raised
  def refusal
    yield
    :none
  rescue OmniAuth::Litmus::Error => e
    e.code
  end

  def csrf_detected = fail_with(:csrf_detected, :CallbackError, :csrf_detected)
end
