# frozen_string_literal: true

require_relative "../support/barrier"
require_relative "../support/litmus_at"
require_relative "../support/plain_browser"
require_relative "../support/relying_app"
require_relative "../support/sandbox_provider"

RSpec.describe "Logins side by side" do
  include LitmusAt

  def authorized(app)
    browser = app.browser
    visit = PlainBrowser.new.visit(browser.sign_in.location)
    [browser, visit.params.transform_keys(&:to_sym)]
  end

  it "are all at the provider at the same moment" do
    barrier = Barrier.new(10)
    # Puma counts a thread that it has started and the request it is for as two, so it needs twice as many.
    provider = SandboxProvider.start do |env, sandbox|
      barrier.wait if env["PATH_INFO"] == "/oauth/token"
      sandbox.call(env)
    end
    app = RelyingApp.new(site: litmus_at(provider))
    logins = Array.new(10) { authorized(app) }
    answers = logins.map { |browser, params| Thread.new { browser.callback(**params) } }.map(&:value)
    expect(answers.map(&:auth)).to all(be_an(OmniAuth::AuthHash))
    expect(barrier.together).to eq(10)
  ensure
    provider&.stop
  end

  [false, true].each do |tls|
    it "share connections, one after the other#{" over TLS" if tls}" do
      SandboxProvider.run(tls:) do |provider|
        options = tls ? { client_options: { ssl: { ca_file: provider.ca_file } } } : {}
        app = RelyingApp.new(site: litmus_at(provider), **options)
        logins = Array.new(3) do
          browser = app.browser
          [browser, PlainBrowser.new(ca_file: provider.ca_file).visit(browser.sign_in.location).params]
        end
        connections = logins.map do |browser, params|
          before = provider.connections
          expect(browser.callback(**params.transform_keys(&:to_sym)).auth).to be_truthy
          provider.connections - before
        end
        expect(connections.drop(1)).to eq([0, 0])
      end
    end
  end
end
