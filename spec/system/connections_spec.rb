# frozen_string_literal: true

return unless GemsAtHand.all?("puma", "nokogiri")

require_relative "support/real_browser"
require_relative "../rails/support/rails_server"
require_relative "../support/litmos_server"

# The pages that a person sees who is signed in by other means, and those of Litmos's sandbox.
RSpec.describe "Further pages in a real browser" do
  include_context "with a real browser"

  # Whoever comes is signed in.
  controller = <<~RUBY
    class ApplicationController < ActionController::Base
      private def current_user = @current_user ||= User.create_or_find_by!(id: 1)
    end
  RUBY

  it "connect Litmus to a user, say why it was not done, and take it away again" do
    GeneratedApp.open do |app|
      app.rails("generate", "model", "user", "name:string")
      app.write("app/controllers/application_controller.rb", controller)
      app.generate("--user", "--skip-tests")
      app.rails("db:migrate")
      RailsServer.run(app) do |server|
        browser.visit("#{server.url}/litmus_connections")
        look_at("connections_none", "Your Litmus accounts")
        browser.click_button("Connect a Litmus account")
        browser.click_button("Sign in", exact: true)
        browser.click_button("Deny")
        look_at("connections_denied", "You did not give access")
        browser.click_button("Connect a Litmus account")
        browser.click_button("Authorize")
        expect(browser).to have_text("Maya Okafor")
        look_at("connections_one", "Your Litmus accounts")
        browser.click_button("Disconnect Maya Okafor")
        expect(browser).to have_no_button("Disconnect Maya Okafor")
      end
    end
  end

  it "tell at Litmos's sandbox what to give to a client, and lead through a course" do
    server = LitmosServer.new
    server.sandbox.catalogue.assign("u1001", ["c1"])
    browser.visit("#{server.origin}/")
    expect(browser).to have_text(server.base_url)
    look_at("litmos_start", "A sandbox of Litmos")
    browser.click_link("Maya Okafor")
    expect(browser).to have_text("Welcome")
    look_at("litmos_learner", "Maya Okafor")
    browser.go_back
    arrive_at("A sandbox of Litmos")
  ensure
    server&.stop
  end
end
