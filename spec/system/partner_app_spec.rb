# frozen_string_literal: true

return unless GemsAtHand.all?("puma", "nokogiri")

require_relative "support/real_browser"
require_relative "../../examples/demo/stage"

RSpec.describe "examples/partner_app in a real browser" do
  include_context "with a real browser"

  before(:context) do
    @directory = Dir.mktmpdir("partner_app")
    @stage = Demo::Stage.new(Demo::Certificates.new(@directory), File.join(@directory, "app.log"))
    # By itself, so that what comes up too late is stopped all the same.
    @stage.start
  end

  after(:context) do
    @stage&.stop
    FileUtils.remove_entry(@directory) if @directory
  end

  # The sandbox remembers who has given consent, too.
  before { @stage.witness.reset! }

  let(:app) { @stage.app.url }
  let(:denied) { "You did not give access" }
  let(:unmatched) { "We could not match this sign-in to your browser" }
  let(:consent) { "Authorize Partner app to use your Litmus account?" }
  let(:signed_in) { "Hello, Maya Okafor" }

  # As far as the page that asks for consent.
  def choose_account(name = "Maya Okafor")
    browser.visit(app)
    browser.click_button("Sign in with Litmus")
    browser.choose(name, allow_label_click: true)
    browser.click_button("Sign in")
    arrive_at(consent)
  end

  def sign_in
    choose_account
    browser.click_button("Authorize")
    arrive_at(signed_in)
  end

  # Somebody else does: the person on a page of Litmus's, or an administrator.
  def revoke_at_litmus
    uri = URI("#{@stage.litmus.url}/oauth/revoke")
    token = @stage.witness.answers.last.fetch("refresh_token")
    answer = @stage.new_browser.connect(uri) do |http|
      http.post(uri.path, URI.encode_www_form(client_id: Demo::Stage::ID, client_secret: @stage.secret, token:))
    end
    expect(answer).to be_a(Net::HTTPOK)
  end

  it "signs a person in, makes previews, and signs out" do
    browser.visit(app)
    look_at("partner_home", "Preview your e-mails before you send them")
    browser.click_button("Sign in with Litmus")
    look_at("sandbox_sign_in", "Sign in to Litmus")
    browser.click_button("Sign in")
    look_at("sandbox_consent", consent)
    browser.click_button("Authorize")
    look_at("partner_account", signed_in)
    browser.click_button("Create a preview")
    expect(browser).to have_text("Litmus has created the preview")
    look_at("partner_preview", signed_in)
    browser.click_button("Sign out")
    expect(browser).to have_text("You are signed out here")
    look_at("partner_signed_out", "Preview your e-mails before you send them")
  end

  it "can be done with the keyboard alone" do
    browser.visit(app)
    keys = browser.driver.browser.action
    press = ->(*pressed) { pressed.each { |key| keys.send_keys(key).perform } }
    press.call(:tab, :tab, :enter)
    arrive_at("Sign in to Litmus")
    press.call(:tab, :arrow_down, :tab, :enter)
    arrive_at(consent)
    press.call(:tab, :enter)
    expect(browser).to have_css("h1", text: /\AHello, /)
  end

  it "takes a no, and then a yes" do
    choose_account
    browser.click_button("Deny")
    look_at("partner_denied", denied)
    browser.click_button("Sign in with Litmus")
    arrive_at(consent)
    browser.click_button("Authorize")
    arrive_at(signed_in)
  end

  it "signs in twice from two tabs at once" do
    choose_account
    other = browser.open_new_window
    browser.within_window(other) do
      browser.visit(app)
      browser.click_button("Sign in with Litmus")
      arrive_at(consent)
    end
    browser.click_button("Authorize")
    arrive_at(signed_in)
    browser.within_window(other) do
      browser.click_button("Authorize")
      arrive_at(signed_in)
    end
    browser.refresh
    arrive_at(signed_in)
  end

  it "is still signed in for who goes back and gives consent once more" do
    sign_in
    browser.go_back
    arrive_at(consent)
    browser.click_button("Authorize")
    arrive_at(signed_in)
    expect(browser).to have_text("You are signed in already.")
  end

  it "shows the account to nobody who goes back after signing out" do
    sign_in
    browser.click_button("Sign out")
    expect(browser).to have_text("You are signed out here")
    browser.go_back
    expect(browser).to have_text("Please sign in with Litmus first").and have_no_text("Maya")
  end

  it "says so where the session is lost on the way, and signs in from there" do
    choose_account
    forget_cookies_of(app)
    browser.click_button("Authorize")
    look_at("partner_session_lost", unmatched)
    browser.click_button("Sign in with Litmus")
    arrive_at(consent)
    browser.click_button("Authorize")
    arrive_at(signed_in)
  end

  it "asks for a new sign-in where Litmus takes the access back, and that asks for consent again" do
    sign_in
    revoke_at_litmus
    browser.click_button("Create a preview")
    look_at("partner_revoked", "Preview your e-mails before you send them")
    expect(browser).to have_text("Litmus no longer accepts the access you once gave")
    browser.click_button("Sign in with Litmus")
    arrive_at(consent)
    browser.click_button("Authorize")
    arrive_at(signed_in)
  end

  it "asks for consent once" do
    sign_in
    browser.click_button("Sign out")
    browser.click_button("Sign in with Litmus")
    arrive_at(signed_in)
  end

  it "asks for consent again after the access was given back" do
    sign_in
    browser.click_button("Revoke access")
    look_at("partner_access_given_back", "Preview your e-mails before you send them")
    browser.click_button("Sign in with Litmus")
    arrive_at(consent)
  end

  %w[authenticity_error failed_to_connect invalid_credentials timeout server_error].each do |error|
    it "has a page for #{error} that one would ship" do
      browser.visit("#{app}/auth/failure?message=#{error}&strategy=litmus")
      look_at("partner_#{error}", browser.find("h1").text)
    end
  end

  it "has pages for its own errors that one would ship" do
    { "404" => "There is no such page", "422" => "That form is out of date",
      "500" => "Something went wrong here" }.each do |status, heading|
      browser.visit("#{app}/#{status}.html")
      look_at("partner_#{status}", heading)
    end
  end

  it "has a sandbox whose other pages one would ship as well" do
    litmus = @stage.litmus.url
    browser.visit("#{litmus}/")
    look_at("sandbox_home", "A sandbox of Litmus")
    browser.visit("#{litmus}/nowhere")
    look_at("sandbox_not_found", "There is nothing here")
    browser.visit("#{litmus}/oauth/authorize?response_type=code&client_id=partner-app&redirect_uri=https://evil.example")
    look_at("sandbox_refusal", "This request cannot be answered")
  end

  it "has a sandbox that says why it does not answer in production" do
    before = ENV.fetch("RACK_ENV", nil)
    ENV["RACK_ENV"] = "production"
    browser.visit("#{@stage.litmus.url}/")
    look_at("sandbox_forbidden", "The sandbox does not answer here")
  ensure
    ENV["RACK_ENV"] = before
  end

  it "goes on where the sandbox's own session is lost" do
    litmus = @stage.litmus.url
    choose_account
    forget_cookies_of(litmus)
    browser.click_button("Authorize")
    look_at("sandbox_stale", "This form is out of date")
    browser.click_link("Try again")
    arrive_at("Sign in to Litmus")
  end
end
