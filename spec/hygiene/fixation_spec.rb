# frozen_string_literal: true

require_relative "../support/sandbox_logins"
require_relative "../rails/support/rails_process"

# The attacker has a session of the app's, and brings its cookie into the victim's browser before the victim signs in.
RSpec.describe "Session fixation" do
  include_context "with a sandbox Litmus"

  let(:attacker) { app.browser.tap { |browser| whoami(browser) } }
  let(:victim) { app.browser.tap { |browser| browser.cookies = attacker.cookies.dup } }

  [false, true].each do |cookies|
    context "with sessions #{cookies ? "in cookies" : "on the server"}" do
      let(:cookies) { cookies }

      it "gives the attacker's session no login of the victim's" do
        expect(victim.callback(**approve(victim.sign_in)).failure).to be_nil
        expect([whoami(victim), whoami(attacker)]).to eq(['signed in as "1001"', "signed in as nil"])
      end

      it "gives it none that was begun before the cookie was planted" do
        attacker.sign_in
        expect(victim.callback(**approve(victim.sign_in)).failure).to be_nil
        expect([whoami(victim), whoami(attacker)]).to eq(['signed in as "1001"', "signed in as nil"])
      end

      it "leaves the attacker nothing to complete with what was the victim's" do
        callback = approve(victim.sign_in)
        expect(victim.callback(**callback).failure).to be_nil
        expect(attacker.callback(**callback).failure).to eq("csrf_detected")
        expect(exchanges).to eq(1)
      end

      it "takes no other login of the victim's along" do
        first, second = Array.new(2) { approve(victim.sign_in) }
        expect([second, first].map { |callback| victim.callback(**callback).failure }).to eq([nil, nil])
        expect(whoami(victim)).to eq('signed in as "1001"')
      end
    end
  end

  it "keeps the session's id where nobody has signed in" do
    victim.sign_in
    expect { victim.callback(code: "forged", state: "forged") }.not_to(change { victim.cookies })
  end

  it "needs no session of Rack's: any Hash is one" do
    bare = Rack::Builder.app { run ->(env) { [200, {}, [env["omniauth.auth"].uid]] } }
    client_options = { site: litmus_at(provider) }
    strategy = OmniAuth::Strategies::Litmus.new(bare, *RelyingApp::CLIENT, client_options:)
    session = {}
    ask = lambda do |method, path|
      strategy.call(Rack::MockRequest.env_for("https://app.example#{path}", method:, "rack.session" => session))
    end
    location = ask.call("POST", "/auth/litmus")[1].then { |headers| headers["location"] || headers["Location"] }
    query = URI.encode_www_form(PlainBrowser.new.visit(location).params)
    expect(ask.call("GET", "/auth/litmus/callback?#{query}").last).to eq(["1001"])
  end

  describe "in Rails", needs: "rails" do
    include RailsProcess

    # An app whose callback action forgets to call reset_session.
    code = <<~'RUBY'
      require "active_support/cache"
      require_relative "%<root>s/spec/support/plain_browser"
      class SmallApp
        config.middleware.use(OmniAuth::Builder) { provider :litmus, "sandbox-client", "sandbox-client-secret", pkce: true }
        config.cache_store = :memory_store
        config.session_store %<store>p, key: "session"
      end
      OmniAuth.config.request_validation_phase = nil
      class SessionsController < ActionController::Base
        def create = (session[:uid] = request.env["omniauth.auth"].uid; show)
        def show = (session[:visited] = true; render(plain: session[:uid].inspect))
      end
      attacker = SmallApp.boot { get "/auth/litmus/callback", to: "sessions#create"; get "/", to: "sessions#show" }
      app = "https://app.example"
      cookie = attacker.get("#{app}/").headers["Set-Cookie"][/\Asession=[^;]*/]
      victim = SmallApp.browser
      victim.set_cookie(cookie, URI("#{app}/"))
      params = PlainBrowser.new.visit(victim.post("#{app}/auth/litmus").headers["Location"]).params
      victim.get("#{app}/auth/litmus/callback", params)
      tell [victim, attacker].map { |browser| browser.get("#{app}/").body }
    RUBY

    %i[cookie_store cache_store].each do |store|
      it "gives the attacker's session no login of the victim's, with the #{store.to_s.tr("_", " ")}" do
        url = provider.base_url
        root = File.expand_path("../..", __dir__)
        said = in_rails(format(code, root:, store:), env: { "LITMUS_OAUTH_HOST" => url, "LITMUS_API_HOST" => url })
        expect(said).to eq(['"1001"', "nil"])
      end
    end
  end
end
