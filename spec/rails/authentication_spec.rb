# frozen_string_literal: true

require_relative "support/rails_process"

# Pages that are only for people who are signed in, in an app made by hand.
RSpec.describe "OmniAuth::Litmus::Authentication", needs: "rails" do
  include RailsProcess

  app = <<~'RUBY'
    HTML = { "HTTP_ACCEPT" => "text/html" }
    class SmallApp
      config.middleware.use(OmniAuth::Builder) { provider :litmus, "id", "secret" }
    end
    OmniAuth.config.request_validation_phase = nil
    OmniAuth.config.test_mode = true
    OmniAuth.config.mock_auth[:litmus] = OmniAuth::AuthHash.new(provider: "litmus", uid: "7", info: { name: "Ada" })
    class ApplicationController < ActionController::Base
      include OmniAuth::Litmus::Authentication
    end
    class SessionsController < ApplicationController
      def create
        auth = request.env["omniauth.auth"]
        reset_session
        session[:litmus] = { "uid" => auth.uid, "name" => auth.info.name }
        redirect_to litmus_return_path || "/"
      end
    end
    class ReportsController < ApplicationController
      before_action :require_litmus
      def show = render(inline: "<%= litmus_signed_in? %> <%= current_litmus_connection['name'] %>")
    end
    class ApiController < ActionController::API
      include OmniAuth::Litmus::Authentication
      before_action :require_litmus
      def show = head(:ok)
    end
    browser = SmallApp.boot do
      get "/auth/litmus/callback", to: "sessions#create"
      match "/reports", to: "reports#show", via: :all
      get "/api", to: "api#show"
    end
  RUBY

  define_method(:told) { |code| in_rails("#{app}\n#{code}") }

  it "asks who is not signed in, and brings them back to the page they wanted" do
    page, location, there = told(<<~'RUBY')
      page = browser.get("/reports?month=5", {}, HTML)
      fields = page.body.scan(/name="(\w+)" value="([^"]*)"/).to_h { |name, value| [name, CGI.unescapeHTML(value)] }
      browser.post(page.body[/action="([^"]+)"/, 1], fields)
      location = browser.follow_redirect!.headers["Location"]
      tell [[page.status, page.headers["WWW-Authenticate"], page.headers["Cache-Control"], page.body], location,
            browser.get("/reports", {}, HTML).body]
    RUBY
    expect(page).to match([401, include("sign_in_required"), "no-store", include("Sign in with your Litmus account")])
    expect([location, there]).to eq(["http://example.org/reports?month=5", "true Ada"])
  end

  it "tells programs, and whose last step was not completed" do
    json, api, step = told(<<~'RUBY')
      answers = [browser.get("/reports", {}, "HTTP_ACCEPT" => "application/json"), browser.get("/api", {}, HTML),
                 browser.post("/reports", {}, HTML.merge("HTTP_REFERER" => "http://example.org/reports?edit=1"))]
      tell(answers.map { |answer| [answer.status, answer.body] })
    RUBY
    [json, api].each do |status, body|
      sign_in = { "method" => "POST", "path" => "/auth/litmus" }
      expect([status, JSON.parse(body)]).to match([401, include("error" => "sign_in_required", "sign_in" => sign_in)])
    end
    expect(step).to match([401, include("Your last step was not completed", 'value="/reports?edit=1"')])
  end

  it "finds the model's record by the id in the session, and nobody who is gone" do
    names = told(<<~'RUBY')
      LitmusConnection = Struct.new(:id, :name) do
        def self.find_by(id:) = id == 7 ? new(7, "Ada") : nil
      end
      controller = ApplicationController.new
      controller.set_request!(ActionDispatch::Request.new(Rack::MockRequest.env_for("/", "rack.session" => {})))
      tell([nil, 7, 8].map do |id|
        controller.session[:litmus] = id
        [controller.send(:current_litmus_connection)&.name, controller.send(:litmus_signed_in?)].tap do
          controller.instance_variable_set(:@current_litmus_connection, nil)
        end
      end)
    RUBY
    expect(names).to eq([[nil, false], ["Ada", true], [nil, false]])
  end

  describe "its words" do
    define_method(:words) do |settings|
      in_rails("class SmallApp\n#{settings}\nend\n#{app}\n" \
               "tell [browser.get('/reports', {}, HTML).body, I18n.available_locales]")
    end

    { "de" => "Mit Litmus anmelden", "fr" => "Se connecter avec Litmus", "es" => "Iniciar sesión con Litmus",
      "ja" => "Litmusでログイン", "pl" => "Sign in with Litmus" }.each do |language, button|
      it "are there in an app that has only #{language}" do
        body, locales = words("config.i18n.available_locales = [:#{language}]\n" \
                              "config.i18n.default_locale = :#{language}")
        expect(body).to include(button)
        expect(body).not_to match(/translation.missing/i)
        expect(locales).to eq([language])
      end
    end

    it "add no language to an app" do
      expect(words("").last).to eq(["en"])
    end
  end
end
