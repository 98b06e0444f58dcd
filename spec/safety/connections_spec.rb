# frozen_string_literal: true

require "timeout"
require_relative "../support/litmus_at"
require_relative "../support/plain_browser"
require_relative "../support/relying_app"
require_relative "../support/two_hosts"

RSpec.describe "Connections" do
  include LitmusAt

  let(:hosts) { TwoHosts.new }
  let(:options) { {} }
  let(:client) do
    [OmniAuth::Litmus::Sandbox::DEMO_APPLICATION_ID, OmniAuth::Litmus::Sandbox::DEMO_APPLICATION_SECRET]
  end
  let(:browser) { RelyingApp.new(site: hosts.url(:site), client:, pkce: true, **options).browser }

  before { litmus_at(hosts.url(:api)) }

  after { hosts.stop }

  # What Litmus would send to the callback.
  def approved(leg_one)
    PlainBrowser.new.visit(leg_one.location).params.transform_keys(&:to_sym)
  end

  describe "for a login" do
    # The token is not given out before the other host has been spoken to.
    let(:hosts) do
      TwoHosts.new { |_, env| hosts.wait_for_answers([:api, "HEAD", "/"]) if env["PATH_INFO"] == "/oauth/token" }
    end

    it "open to the API while the code is exchanged, and serve the profile" do
      callback = approved(browser.sign_in)
      expect(browser.callback(**callback).auth).to be_truthy
      expect(hosts.requests.last(3)).to contain_exactly(
        [:api, "HEAD", "/"], [:site, "POST", "/oauth/token"], [:api, "GET", "/v2/users/current"]
      )
      expect(hosts.api.connections).to eq(1)
    end
  end

  it "are not opened ahead with preconnect: false" do
    options[:preconnect] = false
    expect(browser.callback(**approved(browser.sign_in)).auth).to be_truthy
    expect(hosts.requests.map { |_, method, _| method }).not_to include("HEAD")
  end

  it "are not opened ahead again while they are in use" do
    3.times { browser.callback(**approved(browser.sign_in)) }
    hosts.wait_for_answers([:api, "HEAD", "/"])
    heads = hosts.requests.select { |_, method, _| method == "HEAD" }
    expect(heads.length).to eq(1)
  end

  describe "with preconnect: true" do
    let(:options) { { preconnect: true } }

    it "open to both hosts while the user is at Litmus, once, and serve the login" do
      leg_one = browser.sign_in
      browser.sign_in
      expect([hosts.next_request, hosts.next_request]).to contain_exactly([:site, "HEAD", "/"], [:api, "HEAD", "/"])
      hosts.wait_for_answers([:site, "HEAD", "/"], [:api, "HEAD", "/"])
      callback = approved(leg_one)
      hosts.requests
      before = hosts.connections
      expect(browser.callback(**callback).auth).to be_truthy
      expect(hosts.connections).to eq(before)
      expect(hosts.requests).to eq([[:site, "POST", "/oauth/token"], [:api, "GET", "/v2/users/current"]])
    end

    it "do not open in OmniAuth's test mode" do
      OmniAuth.config.test_mode = true
      browser.sign_in
      OmniAuth.config.test_mode = false
      browser.request("GET", "/")
      expect(hosts.connections).to eq([0, 0])
    ensure
      OmniAuth.config.test_mode = false
    end

    it "carry nothing of the app's or the user's" do
      seen = Thread::Queue.new
      watched = TwoHosts.new { |_, env| seen << env }
      options[:client_options] = { headers: { "X-Api-Key" => "s3cr3t" } }
      RelyingApp.new(site: watched.url(:site), client:, **options).browser.sign_in
      env = Timeout.timeout(20) { seen.pop }
      expect(env.values_at("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING")).to eq(["HEAD", "/", ""])
      # Some releases of Puma tell the request's version as if it were a header field.
      fields = env.keys.grep(/\AHTTP_/) - ["HTTP_VERSION"]
      expect(fields).to contain_exactly("HTTP_HOST", "HTTP_ACCEPT", "HTTP_USER_AGENT")
    ensure
      watched&.stop
    end

    it "do not hold up the request phase" do
      released = Thread::Queue.new
      slow = TwoHosts.new { |_, _| Timeout.timeout(20) { released.pop } }
      leg_one = RelyingApp.new(site: slow.url(:site), client:, **options).browser.sign_in
      expect(leg_one.status).to eq(302)
      2.times { released << true }
    ensure
      slow&.stop
    end
  end
end
