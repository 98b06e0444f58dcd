# frozen_string_literal: true

require_relative "support/real_browser"
require_relative "../../examples/demo/stage"

RSpec.describe "examples/partner_app in a real browser" do
  include_context "with a real browser"

  before(:context) do
    @directory = Dir.mktmpdir("partner_app")
    @stage = Demo::Stage.new(Demo::Certificates.new(@directory), File.join(@directory, "app.log")).start
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
end
