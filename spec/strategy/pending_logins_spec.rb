# frozen_string_literal: true

require_relative "../support/litmus_at"
require_relative "../support/plain_browser"
require_relative "../support/relying_app"
require_relative "../support/sandbox_provider"

RSpec.describe "Several logins in one browser" do
  include LitmusAt

  around { |example| SandboxProvider.run { |provider| (@provider = provider) && example.run } }

  let(:app) { RelyingApp.new(site: litmus_at(@provider), pkce: true) }
  let(:browser) { app.browser }
  let(:litmus) { PlainBrowser.new }

  # Leg one and the visit to Litmus: what Litmus sends to the callback.
  def tab(origin)
    litmus.visit(browser.sign_in(origin:).location).params.transform_keys(&:to_sym)
  end

  (0..3).to_a.permutation.each do |order|
    it "complete in the order #{order.join(" ")}, each with its own origin" do
      tabs = Array.new(4) { |n| tab("/origin/#{n}") }
      answers = order.map { |n| browser.callback(**tabs[n]) }
      expect(answers.map(&:failure)).to all(be_nil)
      expect(answers.map(&:origin)).to eq(order.map { |n| "/origin/#{n}" })
    end
  end

  it "complete although forged callbacks come between" do
    tabs = Array.new(4) { |n| tab("/origin/#{n}") }
    origins = tabs.map do |callback|
      expect(browser.callback(code: "forged", state: "forged").failure).to eq("csrf_detected")
      expect(browser.callback(code: "forged").failure).to eq("csrf_detected")
      browser.callback(**callback).origin
    end
    expect(origins).to eq(%w[/origin/0 /origin/1 /origin/2 /origin/3])
  end

  it "are at most four: the oldest of five has to start again" do
    tabs = Array.new(5) { |n| tab("/origin/#{n}") }
    failures = tabs.map { |callback| browser.callback(**callback).failure }
    expect(failures).to eq(["csrf_detected", nil, nil, nil, nil])
  end

  it "bring their own query of the request phase" do
    one = browser.sign_in(path: "/auth/litmus?plan=a")
    two = browser.sign_in(path: "/auth/litmus?plan=b")
    plans = [one, two].map do |leg|
      browser.callback(**litmus.visit(leg.location).params.transform_keys(&:to_sym)).params["plan"]
    end
    expect(plans).to eq(%w[a b])
  end

  it "do not inherit each other's origin" do
    first = tab("/reports")
    second = tab(nil)
    expect(browser.callback(**second).origin).to be_nil
    expect(browser.callback(**first).origin).to eq("/reports")
  end

  it "begin again after the back button: both the old and the new attempt lead in" do
    abandoned = browser.sign_in(origin: "/back")
    expect(browser.callback(**tab("/again")).auth).to be_truthy
    visit = litmus.visit(abandoned.location)
    expect(browser.callback(**visit.params.transform_keys(&:to_sym)).auth).to be_truthy
  end

  it "complete once: a reload of the callback is told to start again, and costs the others nothing" do
    one = tab("/one")
    two = tab("/two")
    expect(browser.callback(**one).auth).to be_truthy
    expect(browser.callback(**one).failure).to eq("csrf_detected")
    expect(app.error.message).to include("start again")
    expect(browser.callback(**two).origin).to eq("/two")
    expect(@provider.requests["/oauth/token"]).to eq(2)
  end

  it "are understood by the Ruby gem in a rolling deploy: the newest state and verifier are where it looks" do
    2.times { tab(nil) }
    leg_one = browser.sign_in
    expect(leg_one.session["omniauth.state"]).to eq(leg_one.state)
    expect(leg_one.session["omniauth.pkce.verifier"]).to eq(leg_one.session["omniauth.litmus.pending"].last["verifier"])
  end

  it "include one that the Ruby gem has begun" do
    forget = lambda do |env|
      env["rack.session"].delete("omniauth.litmus.pending")
      [200, {}, []]
    end
    app = RelyingApp.new(site: litmus_at(@provider), behind: forget, pkce: true)
    browser = app.browser
    leg_one = browser.sign_in(origin: "/from-the-ruby-gem")
    browser.request("GET", "/forget")
    answer = browser.callback(**litmus.visit(leg_one.location).params.transform_keys(&:to_sym))
    expect(answer.auth).to be_truthy
    expect(answer.origin).to eq("/from-the-ruby-gem")
  end

  it "are told from those of another strategy, whatever the session store makes of keys" do
    { "omniauth.south.pending" => { state: "x" }, "omniauth.\xFF" => { "state" => "y" } }.each do |key, entry|
      session = { "omniauth.state" => "x", key => [entry] }
      login = OmniAuth::Litmus::AuthorizationCodeFlow::PendingLogins.new(session, "litmus").claim("x")
      expect(login&.state).to eq(entry[:state] ? nil : "x")
    end
  end

  it "leave nothing behind in the session" do
    session = browser.callback(**tab("/x")).session
    expect(session.keys.grep(/omniauth/)).to be_empty
  end

  it "are plain JSON values in the session, below what a cookie holds" do
    app = RelyingApp.new(site: litmus_at(@provider), pkce: true, cookies: true)
    browser = app.browser
    pending = Array.new(6) { |n| browser.sign_in(origin: "/#{n}#{"x" * 250}") }.last.session["omniauth.litmus.pending"]
    expect(JSON.parse(JSON.generate(pending))).to eq(pending)
    expect(JSON.generate(pending).bytesize).to be <= 1400
    expect(pending.length).to eq(4)
  end
end
