# frozen_string_literal: true

require_relative "bad_input/fail_with"
require_relative "bad_input/person"
require_relative "bad_input/scripted_litmus"
require_relative "bad_input/secrets"
require_relative "bad_input/session_desk"
require_relative "litmus_at"
require_relative "relying_app"

# A login with a scripted Litmus, in which every secret is marked: see `fail_with`.
#
# A group may change `options` (of the provider), `client_options`, `client` and `cookies`.
RSpec.shared_context "with a scripted Litmus" do
  include LitmusAt

  let(:litmus) { BadInput::ScriptedLitmus.new }
  let(:secrets) { BadInput::Secrets.new }
  let(:client) { BadInput::Secrets::CLIENT }
  let(:client_options) { {} }
  let(:options) { {} }
  let(:cookies) { false }
  let(:behind) { BadInput::SessionDesk.new }
  let(:site) { litmus_at(litmus) }
  let(:person) { BadInput::Person.new(app, secrets) }

  # With PKCE, so that there is a verifier to keep secret too.
  let(:app) do
    challenge = ->(verifier) { OmniAuth::Litmus::Core.code_challenge(secrets.add(verifier)) }
    RelyingApp.new(site:, client:, cookies:, behind:, client_options: { timeout: 10 }.merge(client_options),
                   pkce: true, pkce_options: { code_challenge: challenge, code_challenge_method: "S256" }, **options)
  end

  after { litmus.stop }

  # A login up to its end; whatever comes of it, the code was sent once.
  def log_in
    person.begin_login.come_back.tap { expect(litmus.codes.length).to eq 1 }
  end

  def fail_with(...) = BadInput::FailWith.new(...)

  def protocol_error(code) = fail_with(:invalid_credentials, :ProtocolError, code)

  # What a login that works looks like, where something else was tried before.
  def sign_in(outcome)
    expect(outcome).to have_attributes(failure: nil, auth: have_attributes(uid: "1001"))
    outcome
  end
end
