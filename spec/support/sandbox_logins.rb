# frozen_string_literal: true

require_relative "litmus_at"
require_relative "plain_browser"
require_relative "relying_app"
require_relative "sandbox_provider"
require_relative "signed_in_desk"

# Logins of several people at an app and a sandbox Litmus that both are real.
#
# A group may change `options` (of the provider), `switches` (of the sandbox), `cookies` and `behind`.
RSpec.shared_context "with a sandbox Litmus" do
  include LitmusAt

  let(:switches) { {} }
  let(:provider) { SandboxProvider.start(**switches) }
  let(:options) { { pkce: true } }
  let(:cookies) { false }
  let(:behind) { SignedInDesk.new }
  let(:app) { RelyingApp.new(site: litmus_at(provider), cookies:, behind:, **options) }

  after { provider.stop }

  # The visit to Litmus, of whoever is signed in there.
  #
  # @param leg_one [RelyingApp::Answer]
  # @return [Hash{Symbol => String}] what Litmus sends to the callback
  def approve(leg_one, user_id: 1001)
    PlainBrowser.new.visit(leg_one.location, user_id:).params.transform_keys(&:to_sym)
  end

  # @param browser [RelyingApp::Browser]
  # @return [String] whom the app takes its owner for
  def whoami(browser) = browser.request("GET", "/").body

  # @return [Integer] how many codes were sent to Litmus
  def exchanges = provider.events("/oauth/token").size
end
