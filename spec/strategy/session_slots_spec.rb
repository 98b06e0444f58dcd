# frozen_string_literal: true

require_relative "../support/litmus_at"
require_relative "../support/plain_browser"
require_relative "../support/relying_app"
require_relative "../support/sandbox_provider"

# What the app itself writes into OmniAuth's slots, of which a session has one each, while several logins are under way.
RSpec.describe "The app's own origin and params" do
  include LitmusAt

  around { |example| SandboxProvider.run { |provider| (@provider = provider) && example.run } }
  after { OmniAuth.config.before_request_phase = nil }

  let(:options) { {} }
  # A page of the app's writes what it is asked to.
  let(:pages) do
    lambda do |env|
      query = Rack::Utils.parse_nested_query(env["QUERY_STRING"])
      env["rack.session"]["omniauth.origin"] = query["write"] if query["write"]
      [200, {}, []]
    end
  end
  let(:browser) { RelyingApp.new(site: litmus_at(@provider), behind: pages, **options).browser }

  def hook(origin, **params)
    OmniAuth.config.before_request_phase = lambda do |env|
      session = env["rack.session"]
      session["omniauth.origin"] = origin
      session["omniauth.params"] = session["omniauth.params"].merge(params.transform_keys(&:to_s))
    end
  end

  def page(origin) = browser.request("GET", "/page", { write: origin })

  # Leg one and the visit to Litmus: what Litmus sends to the callback.
  def tab(**sign_in)
    PlainBrowser.new.visit(browser.sign_in(**sign_in).location).params.transform_keys(&:to_sym)
  end

  def back(callback)
    answer = browser.callback(**callback)
    expect(answer.failure).to be_nil
    [answer.origin, answer.params]
  end

  [{}, { cookies: true }].each do |kind|
    context "with sessions #{kind.empty? ? "on the server" : "in cookies"}" do
      let(:options) { kind }

      (0..3).to_a.permutation.each do |order|
        it "arrive in the order #{order.join(" ")}, each tab's at its own" do
          tabs = Array.new(4) do |n|
            hook("/#{n}", tab: n.to_s)
            tab
          end
          OmniAuth.config.before_request_phase = nil
          expect(order.map { |n| back(tabs[n]) }).to eq(order.map { |n| ["/#{n}", { "tab" => n.to_s }] })
        end
      end
    end
  end

  [[{}, {}], [{ origin_param: false }, { origin: "/not-this-one" }]].each do |with, sign_in|
    context "with the options #{with}" do
      let(:options) { with }

      it "come from the page before each tab" do
        tabs = %w[/a /b /c].map do |origin|
          page(origin)
          tab(**sign_in)
        end
        expect(tabs.values_at(1, 2, 0).map { |callback| back(callback).first }).to eq(%w[/b /c /a])
      end

      it "come from the same page again, whether or not the first tab is still there" do
        tabs = Array.new(3) do
          page("/same")
          tab(**sign_in)
        end
        expect(tabs.values_at(0, 2).map { |callback| back(callback).first }).to eq(%w[/same /same])
        page("/same")
        expect(back(tab(**sign_in)).first).to eq("/same")
      end

      it "are taken by the first login that ends" do
        page("/once")
        expect(back(tab(**sign_in)).first).to eq("/once")
        expect(back(tab(**sign_in)).first).to be_nil
      end
    end
  end

  it "are not mixed up with what requests name" do
    page("/page")
    callbacks = [tab(origin: "/form"), tab, tab(headers: { "HTTP_REFERER" => "https://app.example/link" })]
    page("/next-page")
    callbacks << tab
    expect(callbacks.values_at(1, 3, 0, 2).map { |callback| back(callback).first })
      .to eq([nil, "/next-page", "/form", "https://app.example/link"])
  end

  it "are not mixed up with a long origin that a request names" do
    long = "https://app.example/?#{"x" * 300}"
    named = tab(origin: long)
    unnamed = tab
    expect(back(unnamed).first).to be_nil
    expect(back(named).first).to be_nil
    expect(back(tab(origin: long)).first).to eq(long)
  end

  it "survive a forged callback" do
    page("/page")
    callback = tab
    expect(browser.callback(code: "forged", state: "forged").failure).to eq("csrf_detected")
    expect(back(callback).first).to eq("/page")
  end

  it "survive a refusal of another tab" do
    tabs = %w[/a /b].map do |origin|
      hook(origin, tab: origin)
      tab
    end
    OmniAuth.config.before_request_phase = nil
    refused = browser.callback(error: "access_denied", state: tabs.last[:state])
    expect([refused.failure, refused.origin]).to eq(["access_denied", "/b"])
    expect(back(tabs.first)).to eq(["/a", { "tab" => "/a" }])
  end

  it "may be anything that a session holds" do
    [:home, ["/a"], { "to" => "/a" }, 5, "\xFF"].each do |odd|
      hook(odd, plan: odd)
      expect(back(tab)).to eq([odd, { "plan" => odd }])
    end
  end
end
