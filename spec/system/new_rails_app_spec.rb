# frozen_string_literal: true

return unless GemsAtHand.all?("puma", "nokogiri")

require_relative "support/real_browser"
require_relative "../rails/support/rails_server"
require_relative "../support/sandbox_provider"
require_relative "../../examples/demo/witness"

RSpec.describe "A new Rails app in a real browser" do
  include_context "with a real browser"

  # What the developer adds: a page that asks Litmus something.
  profiles = <<~'RUBY'
    class ProfilesController < ApplicationController
      before_action :require_litmus

      def show
        connection = LitmusConnection.find(session[:litmus])
        profile = connection.litmus.get("#{OmniAuth::Litmus::API_HOST}/v2/users/current").parsed
        render html: helpers.tag.h1("Profile of #{profile.dig("user", "email")}")
      end
    end
  RUBY
  # As strict as one can be: styles from here, forms to here and to the Litmus of the specs, and nothing else.
  policy = <<~'RUBY'
    Rails.application.config.content_security_policy do |policy|
      policy.default_src :none
      policy.style_src :self
      policy.base_uri :none
      policy.frame_ancestors :none
      policy.form_action :self, *ENV["LITMUS_OAUTH_HOST"]
    end
  RUBY

  before(:context) do
    @folder = Dir.mktmpdir("new_rails_app")
    GeneratedApp.open { |made| FileUtils.cp_r("#{made.root}/.", "#{@folder}/app") }
    @app = GeneratedApp.new("#{@folder}/app")
    @app.generate("--model", "--skip-tests")
    @app.rails("db:migrate")
    @app.write("app/controllers/profiles_controller.rb", profiles)
    @app.write("config/initializers/content_security_policy.rb", policy)
    routes = @app.read("config/routes.rb")
    @app.write("config/routes.rb", routes.sub("do\n", "do\n  get \"profile\", to: \"profiles#show\"\n"))
  end

  after(:context) { FileUtils.remove_entry(@folder) if @folder }

  let(:url) { @server.url }
  let(:signed_in) { "Hello, Maya Okafor" }
  let(:consent) { /\AAuthorize .+ to use your Litmus account\?\z/ }

  # As far as the page that asks for consent.
  def choose_account
    browser.visit("#{url}/litmus_session/new")
    browser.click_button("Sign in with Litmus")
    browser.click_button("Sign in", exact: true)
    arrive_at(consent)
  end

  def sign_in
    choose_account
    browser.click_button("Authorize")
    arrive_at(signed_in)
  end

  context "with the sandbox that is in it" do
    before(:context) { @server = RailsServer.start(@app) }
    after(:context) { @server&.stop }

    it "signs a person in, once with consent, and out" do
      browser.visit("#{url}/profile")
      look_at("new_app_protected", "Sign in with your Litmus account")
      browser.visit("#{url}/litmus_session/new")
      look_at("new_app_sign_in", "Sign in with your Litmus account")
      browser.click_button("Sign in with Litmus")
      look_at("new_app_sandbox", "Sign in to Litmus")
      browser.click_button("Sign in", exact: true)
      arrive_at(consent)
      browser.click_button("Authorize")
      look_at("new_app_signed_in", signed_in)
      browser.click_button("Sign out")
      expect(browser).to have_text("You are signed out here.")
      look_at("new_app_signed_out", "Sign in with your Litmus account")
      browser.click_button("Sign in with Litmus")
      arrive_at(signed_in)
    end
  end

  context "with a Litmus of its own site" do
    before(:context) do
      @witness = witness = Demo::Witness.new(->(env) { @litmus.sandbox.call(env) })
      @litmus = SandboxProvider.start { |env, _| witness.call(env) }
      @server = RailsServer.start(@app, LITMUS_APP_ID: @litmus.client_id, LITMUS_SECRET: @litmus.client_secret,
                                        LITMUS_OAUTH_HOST: @litmus.base_url, LITMUS_API_HOST: @litmus.base_url)
    end

    after(:context) do
      @server&.stop
      @litmus&.stop
    end

    before { @litmus.sandbox.reset! }

    # Somebody else does: the person on a page of Litmus's, or an administrator.
    def revoke_at_litmus
      token = @witness.answers.last.fetch("refresh_token")
      answer = Net::HTTP.post_form(URI("#{@litmus.base_url}/oauth/revoke"),
                                   client_id: @litmus.client_id, client_secret: @litmus.client_secret, token:)
      expect(answer).to be_a(Net::HTTPOK)
    end

    # Whether the browser would heed what a page brings along itself.
    def inline_styles?
      browser.evaluate_script(<<~JS)
        (() => {
          const style = document.head.appendChild(document.createElement("style"));
          style.textContent = "h1 { color: rgb(1, 2, 3) !important }";
          return getComputedStyle(document.querySelector("h1")).color === "rgb(1, 2, 3)";
        })()
      JS
    end

    it "asks for consent again where Litmus takes the access back in mid-use, and goes on where it was" do
      sign_in
      browser.visit("#{url}/profile?month=5")
      arrive_at("Profile of maya@example.com")
      revoke_at_litmus
      browser.refresh
      look_at("new_app_reauthorization", "Litmus needs your consent again")
      expect(inline_styles?).to be(false)
      browser.click_button("Continue with Litmus")
      arrive_at(consent)
      browser.click_button("Authorize")
      arrive_at("Profile of maya@example.com")
      expect(browser.current_url).to eq("#{url}/profile?month=5")
    end

    it "takes a no, and then a yes" do
      choose_account
      browser.click_button("Deny")
      look_at("new_app_denied", "You did not give access")
      browser.click_button("Sign in with Litmus")
      arrive_at(consent)
      browser.click_button("Authorize")
      arrive_at(signed_in)
    end

    it "is signed in in both of two tabs that began at once" do
      choose_account
      other = browser.open_new_window
      browser.within_window(other) do
        browser.visit("#{url}/litmus_session/new")
        browser.click_button("Sign in with Litmus")
        arrive_at(consent)
      end
      browser.click_button("Authorize")
      arrive_at(signed_in)
      browser.within_window(other) do
        browser.click_button("Authorize")
        arrive_at(signed_in)
      end
    end

    it "is still signed in for who goes back and gives consent once more" do
      sign_in
      browser.go_back
      arrive_at(consent)
      browser.click_button("Authorize")
      look_at("new_app_signed_in_already", signed_in)
      expect(browser).to have_text("You are signed in already.")
    end

    it "says so where the session is lost on the way" do
      choose_account
      forget_cookies_of(url)
      browser.click_button("Authorize")
      look_at("new_app_session_lost", "We could not match this sign-in to your browser")
    end

    it "lets who is no longer known sign in again" do
      sign_in
      @app.rails("runner", "LitmusConnection.delete_all")
      browser.refresh
      arrive_at("Sign in with your Litmus account")
      browser.click_button("Sign in with Litmus")
      arrive_at(signed_in)
    end
  end
end
