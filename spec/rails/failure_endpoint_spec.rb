# frozen_string_literal: true

require_relative "support/rails_process"

# What becomes of a sign-in that a setting stands in the way of.
RSpec.describe "A sign-in with a wrong setting", needs: "rails" do
  include RailsProcess

  # Where it ends, and what is told there.
  def ends(provider, local: true, request: 'browser.post("/auth/litmus")')
    in_rails(<<~RUBY)
      class SmallApp
        config.consider_all_requests_local = #{local}
        config.middleware.use(OmniAuth::Builder) { provider :litmus, #{provider} }
      end
      OmniAuth.configure do |config|
        config.request_validation_phase = nil
        config.failure_raise_out_environments = []
        config.on_failure = OmniAuth::Litmus::Railties::FailureEndpoint
      end
      class FailuresController < ActionController::Base
        def show = render(json: [params[:message], session.delete(OmniAuth::Litmus::Railties::FailureEndpoint::DETAIL)])
      end
      browser = SmallApp.boot { get "/auth/failure", to: "failures#show" }
      #{request}
      tell [*JSON.parse(browser.follow_redirect!.body), *JSON.parse(browser.get("/auth/failure").body), LOG.string]
    RUBY
  end

  wrong = { "no client id" => ['"", "secret"', "client_id"],
            "no address" => ['"id", "secret", client_options: { site: "nowhere" }', "site"] }
  wrong.each do |what, (provider, name)|
    it "names it in development, once, and in the log: #{what}" do
      message, detail, _, again, log = ends(provider)
      expect([message, detail, again]).to match(["configuration", include(name), nil])
      expect(log).to include(name)
    end

    it "names it in the log alone elsewhere: #{what}" do
      message, detail, *, log = ends(provider, local: false)
      expect([message, detail, log]).to match(["configuration", nil, include(name)])
    end
  end

  it "is told from what people can do something about" do
    expect(ends('"id", "secret"', request: 'browser.get("/auth/litmus/callback?error=access_denied&state=x")'))
      .to start_with("csrf_detected", nil)
  end

  it "is what the provider says of the app, too, and only in a login that was begun here" do
    refusal = <<~'RUBY'
      state = browser.post("/auth/litmus").headers["Location"][/state=([\w-]+)/, 1]
      browser.get("/auth/litmus/callback?error=unauthorized_client&state=#{state}")
    RUBY
    expect(ends('"id", "secret"', request: refusal)).to start_with("configuration", include("unauthorized_client"))
    forged = 'browser.get("/auth/litmus/callback?error=unauthorized_client&state=x")'
    expect(ends('"id", "secret"', request: forged)).to start_with("csrf_detected", nil)
  end
end
