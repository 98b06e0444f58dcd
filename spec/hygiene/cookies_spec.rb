# frozen_string_literal: true

require_relative "../support/relying_app"
require_relative "../rails/support/rails_process"

# A cookie has 4096 bytes for everything: the app's session, OmniAuth's slots, and ours.
RSpec.describe "A session in a cookie with four logins under way" do
  include RailsProcess

  ours = /\Aomniauth\.(?:state|pkce\.verifier|.*\.pending)\z/
  # As an app has them, and the longest that the flow keeps with each login.
  origins = { "an origin each" => 40, "the longest origin each" => 256 }
  origin = ->(number, size) { "/#{number}".ljust(size, "x") }

  origins.each do |words, size|
    it "has less than 1,500 bytes of ours, with #{words}" do
      app = RelyingApp.new(site: "https://litmus.example", pkce: true, cookies: true)
      browser = app.browser(base: "https://www.partner.example")
      leg_one = Array.new(4) { |number| browser.sign_in(origin: origin.call(number, size)) }.last
      kept = leg_one.session.select { |key, _| key.match?(ours) }
      expect(kept["omniauth.litmus.pending"].length).to eq(4)
      expect(JSON.generate(kept).bytesize).to be < 1500
      expect(browser.cookies["session"].bytesize).to be < 2800
    end

    it "fits a cookie of Rails', which is encrypted and encoded, with #{words}", needs: "rails" do
      sizes = in_rails(<<~RUBY)
        class SmallApp
          config.middleware.use(OmniAuth::Builder) { provider :litmus, "id", "secret", pkce: true }
        end
        OmniAuth.config.request_validation_phase = nil
        class HomeController < ActionController::Base
          def show = (session[:visited] = true; head(:ok))
          def without = (session.keys.grep(#{ours.inspect}).each { |key| session.delete(key) }; head(:ok))
        end
        size = ->(response) { response.headers["Set-Cookie"][/session=([^;]*)/, 1].bytesize }
        browser = SmallApp.boot { get "/", to: "home#show"; get "/without", to: "home#without" }
        app = "https://www.partner.example"
        browser.get("\#{app}/")
        full = #{Array.new(4) { |number| origin.call(number, size) }.inspect}.map do |origin|
          size.call(browser.post("\#{app}/auth/litmus", origin:))
        end.last
        tell [full, full - size.call(browser.get("\#{app}/without"))]
      RUBY
      # What is encrypted is random: where it has a "+" or "/", the cookie is two bytes longer.
      expect(sizes).to match([be < 3800, be < 3000])
    end
  end
end
