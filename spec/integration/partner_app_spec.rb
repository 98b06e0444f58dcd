# frozen_string_literal: true

return unless GemsAtHand.all?("puma", "nokogiri")

require_relative "../../examples/demo/stage"

RSpec.describe "examples/partner_app" do
  # One for a whole group: Rails takes a moment to boot.
  def self.stage(**switches)
    before(:context) { begin_with(switches) }
    after(:context) { finish }
  end

  def begin_with(switches)
    @directory = Dir.mktmpdir("partner_app")
    @later = later = [0] # seconds that the sandbox's clock is ahead
    switches = { clock: -> { Time.now + later.first } }.merge(switches)
    @stage = Demo::Stage.new(Demo::Certificates.new(@directory), File.join(@directory, "app.log"), switches).start
  end

  def finish
    @stage&.stop
    FileUtils.remove_entry(@directory)
  end

  # The sandbox wants to know that this is no production.
  around do |example|
    before = ENV.to_h.slice("RACK_ENV", "RAILS_ENV")
    ENV["RACK_ENV"] = ENV["RAILS_ENV"] = "test"
    example.run
  ensure
    %w[RACK_ENV RAILS_ENV].each { |name| ENV[name] = before[name] }
  end

  let(:stage) { @stage }
  let(:app) { stage.app.url }
  let(:browser) { stage.new_browser }

  def page
    browser.page
  end

  def sign_in
    browser.visit(app)
    browser.press("Sign in with Litmus")
    browser.press("Sign in")
    browser.press("Authorize") if page.form("Authorize")
    expect(page.heading).to eq("Hello, Maya Okafor")
  end

  # Goes to Litmus, with what is then under way as the answer.
  def leave
    browser.visit(app)
    browser.press("Sign in with Litmus")
    request = browser.history.reverse.find { |uri| uri.path == "/oauth/authorize" }
    URI.decode_www_form(request.query).to_h.slice("state")
  end

  # Comes back as nobody does who pressed a button at Litmus.
  def come_back(answer)
    browser.visit("#{app}/auth/litmus/callback?#{URI.encode_www_form(answer)}")
  end

  context "with a Litmus that answers" do
    stage

    it "begins a session under a new name when a person signs in" do
      browser.visit(app)
      before = browser.cookies(app)
      sign_in
      expect(browser.cookies(app).keys).to eq(["partner_app_session"])
      expect(browser.cookies(app)).not_to eq(before)
    end

    it "keeps tokens out of pages and cookies" do
      sign_in
      tokens = stage.witness.answers.flat_map { |answer| answer.values_at("access_token", "refresh_token") }
      shown = page.response.body + browser.cookies(app).values.join
      expect(tokens).not_to be_empty
      expect(tokens.select { |token| shown.include?(token) }).to be_empty
    end

    it "allows neither scripts nor styles of the page's own, and has none" do
      sign_in
      policy = page.response["content-security-policy"]
      expect(policy).to include("default-src 'none'", "style-src 'self'", "frame-ancestors 'none'")
      expect(policy).not_to include("unsafe")
      expect(page.response.body).not_to match(/<script|<style|\sstyle=|\son\w+=/)
    end

    it "lets no browser store the account's page" do
      sign_in
      expect(page.response["cache-control"]).to eq("no-store")
    end

    it "does not begin a sign-in on a GET" do
      browser.visit("#{app}/auth/litmus")
      expect([page.status, page.heading]).to eq([404, "There is no such page"])
      expect(browser.history.map(&:port).uniq).to eq([URI(app).port])
    end

    it "does not begin a sign-in for a form that is not its own" do
      browser.visit(app)
      browser.post("#{app}/auth/litmus", [%w[authenticity_token forged]])
      expect(page.heading).to eq("This sign-in did not come from our page")
    end

    it "says so when Litmus refuses the code" do
      come_back(leave.merge(code: "never-issued"))
      expect(page.heading).to eq("Litmus refused the sign-in")
    end

    it "says so when the person refuses" do
      come_back(leave.merge(error: "access_denied"))
      expect(page.heading).to eq("You did not give access")
    end

    it "names an error of Litmus that it has no page for" do
      come_back(leave.merge(error: "temporarily_unavailable"))
      expect(page.heading).to eq("Litmus could not sign you in")
      expect(page.text).to include("The name of the error: temporarily_unavailable")
    end

    {
      "access_denied" => "You did not give access",
      "authenticity_error" => "This sign-in did not come from our page",
      "csrf_detected" => "We could not match this sign-in to your browser",
      "failed_to_connect" => "We could not reach Litmus",
      "invalid_credentials" => "Litmus refused the sign-in",
      "timeout" => "Litmus took too long to answer"
    }.each do |key, heading|
      it "has a page for #{key} that says what to do" do
        browser.visit("#{app}/auth/failure?message=#{key}&strategy=litmus")
        expect(page.heading).to eq(heading)
        expect(page.text).to include("What you can do")
        expect(page.form("Sign in with Litmus")).not_to be_nil
      end
    end

    it "repeats nothing of an address that is no name of an error" do
      browser.visit("#{app}/auth/failure?#{URI.encode_www_form(message: "<b>call 555 0100</b>")}")
      expect(page.heading).to eq("Litmus could not sign you in")
      expect(page.response.body).not_to include("555")
    end

    it "asks for an e-mail's text rather than sending none" do
      sign_in
      browser.press("Create a preview", with: { "plain_text" => "  " })
      expect(page.text).to include("Write a few words first")
    end

    it "renews a token that Litmus says has expired, and makes the call" do
      sign_in
      old = page.term("Access token")
      @later[0] = 3 * 3600
      browser.press("Create a preview")
      expect(page.all("li code").length).to eq(1)
      expect(page.term("Access token")).not_to eq(old)
    end

    it "shows the account to nobody else" do
      sign_in
      other = stage.new_browser
      expect(other.visit("#{app}/account").text).to include("Please sign in with Litmus first")
    end
  end

  context "with a Litmus that sends denials without a state, as its guide shows them" do
    stage state_on_denial: false

    it "says so when the person refuses" do
      browser.visit(app)
      browser.press("Sign in with Litmus")
      browser.press("Sign in")
      browser.press("Deny")
      expect(page.heading).to eq("You did not give access")
    end
  end

  context "with a Litmus that is gone when the code is to be exchanged" do
    stage

    it "says that it could not be reached" do
      under_way = leave
      stage.litmus.stop
      come_back(under_way.merge(code: "any"))
      expect(page.heading).to eq("We could not reach Litmus")
    end
  end
end
