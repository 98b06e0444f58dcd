# frozen_string_literal: true

require_relative "../support/sandbox_logins"

# RFC 9700 §4.4: what one authorization server has said, or knows, is presented as if it were from another one.
RSpec.describe "A mix-up" do
  include_context "with a sandbox Litmus"

  describe "of two strategies in one session" do
    let(:south_options) { { name: "south", pkce: true, client_options: { site: provider.base_url } } }
    let(:behind) do
      options = south_options
      desk = SignedInDesk.new
      Rack::Builder.app do
        use(OmniAuth::Builder) { provider :litmus, *SandboxProvider::OTHER_CLIENT, **options }
        run desk
      end
    end
    let(:browser) { app.browser }

    def begin_at(name) = browser.sign_in(path: "/auth/#{name}")

    def end_at(name, **callback) = browser.callback(path: "/auth/#{name}/callback", **callback)

    { "litmus" => "south", "south" => "litmus" }.each do |one, other|
      it "completes no login of #{one} at #{other}, asks nobody, and costs #{one} nothing" do
        callback = approve(begin_at(one))
        expect(end_at(other, **callback).failure).to eq("csrf_detected")
        expect(exchanges).to eq(0)
        expect(end_at(one, **callback).failure).to be_nil
      end

      # The operator of one server knows the state, and has an account at the other.
      it "signs nobody in at #{other} with the state of #{one} and a code of the attacker's" do
        state = begin_at(one).state
        trap = approve(app.browser.sign_in(path: "/auth/#{other}"), user_id: 1002)
        expect(end_at(other, **trap, state:).failure).to eq("csrf_detected")
        expect(whoami(browser)).to eq("signed in as nil")
      end

      it "believes no denial at #{other} of a login of #{one}" do
        begin_at(one)
        expect(end_at(other, error: "access_denied").failure).to eq("csrf_detected")
      end
    end

    it "completes both, in any order" do
      callbacks = %w[litmus south].to_h { |name| [name, approve(begin_at(name))] }
      %w[south litmus].each { |name| expect(end_at(name, **callbacks[name]).failure).to be_nil }
      callbacks = %w[litmus south].to_h { |name| [name, approve(begin_at(name))] }
      callbacks.each { |name, callback| expect(end_at(name, **callback).failure).to be_nil }
    end

    context "when one of the providers ignores the state" do
      let(:south_options) { { **super(), provider_ignores_state: true } }

      it "completes its own newest login" do
        callback = approve(begin_at("south"))
        begin_at("litmus")
        expect(end_at("south", code: callback[:code]).failure).to be_nil
      end
    end
  end

  describe "of two tenants on hosts of their own, with one session" do
    let(:tenants) { { "north.example" => SandboxProvider::CLIENT, "south.example" => SandboxProvider::OTHER_CLIENT } }
    let(:chosen) { ->(_host) { {} } }
    let(:options) do
      setup = lambda do |env|
        host = Rack::Request.new(env).host
        id, secret = tenants.fetch(host)
        env["omniauth.strategy"].options.merge!(client_id: id, client_secret: secret, **chosen.call(host))
      end
      { pkce: true, setup: }
    end
    let(:browser) { app.browser }

    def at(tenant) = { "HTTP_HOST" => "#{tenant}.example" }

    it "signs nobody in at one with a login of the other: the provider does not take the code from another client" do
      callback = approve(browser.sign_in(headers: at("north")))
      answer = browser.callback(headers: at("south"), **callback)
      expect([answer.failure, whoami(browser)]).to eq(["invalid_credentials", "signed in as nil"])
    end

    context "when each has an issuer" do
      let(:chosen) { ->(host) { { issuer: "https://#{host}" } } }

      it "does not even send the code, and the login goes on where it began" do
        callback = { **approve(browser.sign_in(headers: at("north"))), iss: "https://north.example" }
        expect(browser.callback(headers: at("south"), **callback).failure).to eq("csrf_detected")
        expect(exchanges).to eq(0)
        expect(browser.callback(headers: at("north"), **callback).failure).to be_nil
      end
    end
  end
end
