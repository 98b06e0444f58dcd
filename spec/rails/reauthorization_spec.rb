# frozen_string_literal: true

require "omniauth/litmus"
require "omniauth/litmus/railties/return_path"
require_relative "support/rails_process"

RSpec.describe "Re-authorization", needs: "rails" do
  include RailsProcess

  # An app whose pages find out that only a new login helps.
  settings = <<~'RUBY'
    class SmallApp
      config.middleware.use(OmniAuth::Builder) { provider :litmus, "id", "secret", pkce: true }
      config.content_security_policy do |policy|
        policy.default_src :none
        policy.form_action :self, "https://litmus.com"
      end
    end
  RUBY
  controllers = <<~'RUBY'
    SmallApp.initialize!
    class ApplicationController < ActionController::Base
      include OmniAuth::Litmus::Reauthorization
      layout -> { @in_layout ? "application" : false }
      def gone = raise(OmniAuth::Litmus::ReauthorizationRequired.new("The refresh token T0KEN is gone", code: :x))
    end
    class ReportsController < ApplicationController
      def show = gone
      def create = gone
      def late = (redirect_to("/elsewhere"); gone)
      def in_view = render(inline: "<% raise OmniAuth::Litmus::ReauthorizationRequired, 'no' %>")
    end
    class SessionsController < ApplicationController
      def create
        return gone if session.delete(:gone)
        redirect_to litmus_return_path || "/home"
      end
      def prepare = (session[:gone] = true; head(:ok))
    end
    class ApiController < ActionController::API
      include OmniAuth::Litmus::Reauthorization
      def show = raise(OmniAuth::Litmus::ReauthorizationRequired.new("The refresh token T0KEN is gone", code: :x))
    end
    OmniAuth.config.request_validation_phase = OmniAuth::Litmus::Railties::RequestVerifier
    HTML = { "HTTP_ACCEPT" => "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" }.freeze
    ROUTES = lambda do |map|
      map.get "/reports", to: "reports#show"
      map.post "/reports", to: "reports#create"
      map.get "/late", to: "reports#late"
      map.get "/in_view", to: "reports#in_view"
      map.get "/api", to: "api#show"
      map.get "/prepare", to: "sessions#prepare"
      map.get "/auth/litmus/callback", to: "sessions#create"
    end
    def boot = SmallApp.boot { ROUTES.call(self) }
    def told(response)
      { status: response.status, body: response.body, headers: response.headers.to_h.transform_keys(&:downcase),
        origin: response.body[/name="origin" value="([^"]*)"/, 1]&.then { |it| CGI.unescapeHTML(it) } }
    end
  RUBY

  # For requests that are posted without a form.
  let(:unprotected) { "class SmallApp; config.action_controller.allow_forgery_protection = false; end" }

  define_method(:answer) do |request, before: ""|
    in_rails("#{settings}\n#{before}\n#{controllers}\nbrowser = boot\ntell told(#{request})").transform_keys(&:to_sym)
  end

  describe "of a person" do
    let(:page) { answer('browser.get("/reports?month=5&q=a%20b", {}, HTML)') }

    it "is a page with the status 401, a challenge that opens no dialog, and for no cache" do
      expect(page).to include(status: 401)
      expect(page[:headers]).to include("content-type" => "text/html; charset=utf-8", "cache-control" => "no-store",
                                        "www-authenticate" => 'Litmus realm="litmus", error="reauthorization_required"')
    end

    it "has a button that posts, with the form's token and the way back" do
      expect(page[:body]).to match(%r{<form[^>]* action="/auth/litmus"[^>]* method="post"})
        .and match(/name="authenticity_token" value="[^"]{20,}"/)
        .and match(%r{<button[^>]*type="submit"[^>]*>Continue with Litmus</button>})
      expect(page[:origin]).to eq("/reports?month=5&q=a%20b")
    end

    it "has neither script nor style of its own, and says nothing of the error's words" do
      expect(page[:headers]["content-security-policy"]).to include("default-src 'none'")
      expect(page[:body]).not_to match(/<script|<style|\sstyle=|\son\w+=|javascript:|T0KEN/)
    end

    it "does not let Turbo follow the redirect to another site" do
      expect(page[:body]).to match(/<form[^>]* data-turbo="false"/)
    end

    it "is shown, too, for an error in a view" do
      expect(answer('browser.get("/in_view", {}, HTML)')).to include(status: 401, origin: "/in_view")
    end

    it "replaces an answer that was begun" do
      late = answer('browser.get("/late", {}, HTML)')
      expect(late).to include(status: 401, origin: "/late")
      expect(late[:headers]).not_to have_key("location")
    end

    it "takes who posted back to the page with the form, and says that the step is to be repeated" do
      post = answer('browser.post("/reports", {}, HTML.merge("HTTP_REFERER" => "http://example.org/form?x=1"))',
                    before: unprotected)
      expect(post).to include(status: 401, origin: "/form?x=1")
      expect(post[:body]).to include("Please repeat it")
    end

    it "takes who posted from another site to the first page" do
      post = answer('browser.post("/reports", {}, HTML.merge("HTTP_REFERER" => "http://evil.example/form"))',
                    before: unprotected)
      expect(post).to include(status: 401, origin: "/")
    end

    it "takes who asked for a part of a page back to the page" do
      part = answer('browser.get("/reports", {}, HTML.merge("HTTP_TURBO_FRAME" => "x", ' \
                    '"HTTP_REFERER" => "http://example.org/dashboard"))')
      expect(part).to include(status: 401, origin: "/dashboard")
    end

    it "never leads back to a callback, whose address holds a code" do
      callback = answer(<<~RUBY)
        (OmniAuth.config.test_mode = true
         browser.get("/prepare")
         browser.get("/auth/litmus/callback?code=C0DE", {}, HTML))
      RUBY
      expect(callback).to include(status: 401, origin: "/")
      expect(callback[:body]).not_to include("C0DE")
    end

    it "begins the login where the app is mounted, and at Devise's prefix" do
      mounted = answer(<<~RUBY, before: 'OmniAuth.config.path_prefix = "/users/auth"')
        Rack::Test::Session.new(Rack::URLMap.new("/mnt" => Rails.application)).get("/mnt/reports", {}, HTML)
      RUBY
      expect(mounted[:body]).to include('action="/mnt/users/auth/litmus"')
      expect(mounted[:origin]).to eq("/mnt/reports")
    end

    it "is in the app's own words, page and layout where it has them" do
      Dir.mktmpdir do |folder|
        { "views/layouts/application.html.erb" => "<title><%= yield :title %></title><%= yield %>",
          "de.yml" => "de:\n  omniauth_litmus:\n    reauthorization:\n      title: Noch einmal\n" }.each do |file, text|
          FileUtils.mkdir_p(File.dirname("#{folder}/#{file}"))
          File.write("#{folder}/#{file}", text)
        end
        before = <<~RUBY
          class SmallApp
            config.paths["app/views"] << "#{folder}/views"
            config.i18n.load_path << "#{folder}/de.yml"
            config.i18n.default_locale = :de
            config.i18n.fallbacks = [:en]
          end
          ActiveSupport.on_load(:action_controller_base) { before_action { @in_layout = true } }
        RUBY
        own = answer('browser.get("/reports", {}, HTML)', before:)
        expect(own[:body]).to start_with("<title>Noch einmal</title>").and include("Weiter mit Litmus")

        File.write("#{folder}/views/layouts/omniauth_litmus.html.erb", "<b><%= yield :title %></b>")
        expect(answer('browser.get("/reports", {}, HTML)', before:)[:body]).to eq("<b>Noch einmal</b>")

        FileUtils.rm("#{folder}/views/layouts/omniauth_litmus.html.erb")
        FileUtils.mkdir_p("#{folder}/views/omniauth_litmus")
        File.write("#{folder}/views/omniauth_litmus/reauthorization.html.erb", "mine, to <%= sign_in_path %>")
        expect(answer('browser.get("/reports", {}, HTML)', before:)[:body]).to include("mine, to /auth/litmus")
      end
    end
  end

  describe "of a program" do
    it "is JSON that says so" do
      %w[/api /reports].each do |path|
        json = answer("browser.get('#{path}', {}, 'HTTP_ACCEPT' => 'application/json')")
        expect(json).to include(status: 401)
        expect(json[:headers]).to include("content-type" => "application/json; charset=utf-8",
                                          "cache-control" => "no-store", "www-authenticate" => start_with("Litmus "))
        expect(JSON.parse(json[:body])).to include("error" => "reauthorization_required",
                                                   "sign_in" => { "method" => "POST", "path" => "/auth/litmus" })
        expect(json[:body]).not_to include("T0KEN")
      end
    end

    it "is JSON from a controller without views, whatever is asked for" do
      json = answer('browser.get("/api", {}, HTML)')
      expect(json[:headers]["content-type"]).to start_with("application/json")
    end
  end

  # From the page's form to where the app sends the user in the end, with the login answered by OmniAuth's test mode.
  describe "the way back" do
    define_method(:ends) do |origins|
      in_rails(<<~RUBY)
        #{settings}
        #{controllers}
        OmniAuth.config.request_validation_phase = nil
        OmniAuth.config.test_mode = true
        OmniAuth.config.mock_auth[:litmus] = OmniAuth::AuthHash.new(provider: "litmus", uid: "1")
        browser = boot
        tell(#{origins.inspect}.map do |origin|
          browser.post("/auth/litmus", { origin: })
          browser.follow_redirect!.headers["Location"]
        end)
      RUBY
    end

    it "ends where it began, and at the app's own page for an origin that is none of its own" do
      expect(ends(["/reports?month=5", "http://example.org/reports", "//evil.example", "http://evil.example/reports"]))
        .to eq(%w[/reports?month=5 /reports /home /home].map { |path| "http://example.org#{path}" })
    end

    it "is none to the page of a failure, from which a second try was begun" do
      failure = "/auth/failure?message=access_denied&strategy=litmus"
      expect(ends([failure, "http://example.org#{failure}", "/auth/litmus/callback", "/authors"]))
        .to eq(%w[/home /home /home /authors].map { |path| "http://example.org#{path}" })
    end

    it "is begun by no form but the app's own" do
      said = in_rails(<<~RUBY)
        #{settings}
        #{controllers}
        OmniAuth.config.failure_raise_out_environments = []
        ActionController::Base.allow_forgery_protection = true
        browser = boot
        forged = browser.post("/auth/litmus", authenticity_token: "forged").headers["Location"]
        page = browser.get("/reports", {}, HTML).body
        token = CGI.unescapeHTML(page[/name="authenticity_token" value="([^"]*)"/, 1])
        tell [forged, browser.post("/auth/litmus", authenticity_token: token, origin: "/reports").headers["Location"]]
      RUBY
      expect(said).to match([include("/auth/failure?message=authenticity_error"),
                             start_with("https://litmus.com/oauth/authorize?")])
    end
  end

  describe "a path that may be returned to" do
    def path_of(text)
      OmniAuth::Litmus::Railties::ReturnPath.of(text, "https://app.example")
    end

    it "is the app's own, as it was" do
      ["/", "/reports", "/reports?q=a%2Fb&next=//x", "/caf%C3%A9", "/a//b", "/mail/a@b.c", "/v1.0/x",
       "/?back=%5C", "/100%25", "/%"].each { |path| expect(path_of(path)).to eq(path) }
      expect(path_of("https://app.example/reports?q=1")).to eq("/reports?q=1")
    end

    [
      "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\tevil", "/\n/evil.example",
      "/%2f/evil.example", "/%2Fevil.example", "/%252fevil.example", "/%25252Fevil.example", "/%5cevil.example",
      "/%255cevil.example", "/%09/evil.example", "/%0d%0aLocation:x", "/./evil", "/.//evil.example",
      "/..//evil.example",
      "/a/..//evil.example", "/%2e%2e//evil.example", "/\u2215evil.example", "/ /evil.example", "\u0000/x", "/a\u0000",
      "https:evil.example", "https:/evil.example", "https://evil.example/", "http://app.example/",
      "javascript:alert(1)",
      "https://app.example@evil.example/", "https://app.example.evil.example/", "https://app.example:444/",
      "https://app.example//evil.example", "https://app.example/\\evil.example", "https://app.example",
      "evil.example", "", " /x", "/%ff", "/\xFF", "/#{"a" * 3000}", "?x", "#x", "/x#y", nil, 1, ["/x"], { "a" => "/x" }
    ].each do |text|
      it "is not #{text.is_a?(String) ? text[0, 40].dump : text.inspect}" do
        expect(path_of(text)).to be_nil
      end
    end

    it "is never read as another site by Ruby's own resolver" do
      base = URI("https://app.example/some/page")
      parts = ["/", "//", "\\", "%2f", "%5c", "..", ".", "evil.example", "@", ":", "?", "#", "%09", "\t", "https:", "a"]
      random = Random.new(RSpec.configuration.seed)
      accepted = Array.new(20_000) { path_of(Array.new(random.rand(1..6)) { parts.sample(random:) }.join) }.compact
      expect(accepted).not_to be_empty
      resolved = accepted.map { |path| base.merge(path) }
      expect(resolved.map { |uri| [uri.scheme, uri.host, uri.userinfo] }.uniq).to eq([["https", "app.example", nil]])
    end
  end
end
