# frozen_string_literal: true

return unless GemsAtHand.all?("puma", "nokogiri", "sqlite3")

require_relative "support/rails_server"

# Apps as people make them, under `rails server`, and a person at a browser.
RSpec.describe "A new Rails app" do
  script = File.expand_path("../../examples/new_rails_app.sh", __dir__)

  def sign_in(browser, url, button: "Sign in with Litmus")
    browser.visit(url)
    browser.press(button)
    browser.press("Sign in")
    browser.press("Authorize") if browser.page.form("Authorize")
    browser.page
  end

  # A form that is not the app's own.
  def forge(browser, url)
    browser.post(url, [%w[authenticity_token forged]])
    browser.page
  end

  describe "by examples/new_rails_app.sh" do
    commands = File.readlines(script).grep_v(/^\s*(#|$|set |gem=)/)

    it "takes ten commands at most" do
      expect(commands.length).to be_between(1, 10)
      expect(commands.grep(/;|&&/)).to be_empty
    end

    it "signs people in, against its own sandbox, with the tokens kept and nothing secret in the log" do
      Dir.mktmpdir do |folder|
        port = Demo::Ports.any
        server = RailsServer.new([script, "#{folder}/partner", port.to_s], port, folder)
        expect(server.log).to match(/\b5 runs, \d+ assertions, 0 failures, 0 errors/)
        browser = server.browser
        page = sign_in(browser, "#{server.url}/litmus_session/new")
        expect(page.heading).to eq("Hello, Maya Okafor")
        expect(browser.history.map(&:path)).to include("/litmus_sandbox/oauth/authorize", "/auth/litmus/callback")

        answer = browser.history.find { |uri| uri.path == "/auth/litmus/callback" }
        code, state = URI.decode_www_form(answer.query).to_h.values_at("code", "state")
        log = File.read("#{folder}/partner/log/development.log")
        expect(log).to include('Started GET "/auth/litmus/callback?code=[FILTERED]&state=[FILTERED]"')
        expect(log).to match(/Litmus exchange \(\d/)
        expect([code, state].select { |secret| log.include?(secret) }).to be_empty

        expect(browser.press("Sign out").response.body).to include("You are signed out here")
      ensure
        server&.stop
      end
    end
  end

  describe "with the generator" do
    around do |example|
      GeneratedApp.open(gems: example.metadata.fetch(:gems, [])) do |app|
        @app = app
        example.run
      end
    end

    let(:app) { @app }

    def add_route(line)
      app.write("config/routes.rb", app.read("config/routes.rb").sub("do\n", "do\n  #{line}\n"))
    end

    # @return [Hash] metadata of an example that needs them in its app
    def self.with(*gems)
      { gems:, skip: ("there is no #{gems.join(", ")} here" unless GeneratedApp.gems?(*gems)) }
    end

    it "shows readable reasons, and refuses forms of others" do
      app.generate("--skip-tests")
      RailsServer.run(app) do |server|
        browser = server.browser
        browser.visit("#{server.url}/litmus_session/new")
        browser.press("Sign in with Litmus")
        browser.press("Sign in")
        expect(browser.press("Deny").heading).to eq("You did not give access")

        expect(forge(browser, "#{server.url}/auth/litmus").heading).to eq("This sign-in did not come from our page")
        expect(browser.history.last.path).to eq("/auth/failure")

        # The sandbox is in the server's process, and these are others.
        told = app.rails("runner", "client = OmniAuth::Litmus::Client.new(nil, nil); puts client.site, " \
                                   "client.client_credentials.get_token.get('https://api.litmus.com/v3/ping').status")
        expect(told.lines(chomp: true)).to eq([server.url, "200"])
        expect(app.rails("litmus:doctor")).to include("accepts the client id and the secret")
      end
    end

    it "names a setting that is missing, in development" do
      app.generate("--skip-tests", "--skip-sandbox")
      RailsServer.run(app) do |server|
        browser = server.browser
        browser.visit("#{server.url}/litmus_session/new")
        page = browser.press("Sign in with Litmus")
        expect(page.heading).to eq("The sign-in could not be completed")
        expect(page.response.body).to include("client_id")
        expect(page.response.body).not_to include("You gave access")
      end
    end

    it "asks for consent again when it is gone, and brings the person back" do
      app.generate("--model", "--skip-tests")
      app.rails("db:migrate")
      add_route 'get "profile", to: "profiles#show"'
      app.write("app/controllers/profiles_controller.rb", <<~RUBY)
        class ProfilesController < ApplicationController
          def show
            connection = LitmusConnection.find(session[:litmus])
            connection.litmus.revoke if params[:revoke]
            profile = connection.litmus.get("https://api.litmus.com/v2/users/current").parsed
            render html: helpers.tag.h1(profile.dig("user", "email"))
          end
        end
      RUBY
      RailsServer.run(app) do |server|
        browser = server.browser
        sign_in(browser, "#{server.url}/litmus_session/new")
        expect(browser.visit("#{server.url}/profile").heading).to eq("maya@example.com")

        page = browser.visit("#{server.url}/profile?revoke=1")
        expect([page.status, page.heading]).to eq([401, "Litmus needs your consent again"])
        page = browser.visit("#{server.url}/profile")
        expect(page.status).to eq(401)
        browser.press("Continue with Litmus")
        page = browser.press("Authorize")
        expect([browser.history.last.path, page.heading]).to eq(["/profile", "maya@example.com"])
      end
    end

    it "answers nobody as Litmus in production, whatever the setting" do
      app.generate("--skip-tests")
      initializer = app.read("config/initializers/litmus.rb")
      app.write("config/initializers/litmus.rb", initializer.sub(/sandbox = .*/, "sandbox = true"))
      told = app.rails("runner", <<~RUBY, env: { "RAILS_ENV" => "production", "SECRET_KEY_BASE" => "s" * 64 })
        puts Rails.application.middleware.map(&:name).grep(/Sandbox/).length,
             OmniAuth::Litmus::Client.new("id", "secret").site
      RUBY
      expect(told.lines(chomp: true)).to eq(%w[0 https://litmus.com])
    end

    it "works with omniauth-rails_csrf_protection", **with("omniauth-rails_csrf_protection") do
      app.generate("--skip-tests")
      initializer = app.read("config/initializers/litmus.rb")
      app.write("config/initializers/litmus.rb", initializer.sub(/^ *config.request_validation_phase = .*\n/, ""))
      RailsServer.run(app) do |server|
        expect(sign_in(server.browser, "#{server.url}/litmus_session/new").heading).to eq("Hello, Maya Okafor")
        forged = server.browser
        expect(forge(forged, "#{server.url}/auth/litmus").heading).to eq("Litmus could not sign you in")
        expect(forged.history.map(&:path)).not_to include("/litmus_sandbox/oauth/authorize")
      end
    end

    it "works with Devise", **with("devise") do
      app.rails("generate", "devise:install")
      app.rails("generate", "devise", "user")
      app.generate("--devise", "--model", "--skip-tests")
      app.rails("db:migrate")
      add_route 'root "home#show"'
      app.write("app/controllers/home_controller.rb", "class HomeController < ApplicationController\nend\n")
      app.write("app/views/home/show.html.erb", <<~ERB)
        <h1><%= current_user ? "Hello, \#{current_user.email}" : "Nobody" %></h1><p><%= alert %></p>
        <%= button_to "Sign in with Litmus", user_litmus_omniauth_authorize_path, form: { data: { turbo: false } } %>
      ERB
      RailsServer.run(app) do |server|
        expect(sign_in(server.browser, server.url).heading).to eq("Hello, maya@example.com")
        expect(File.read("#{app.root}/log/development.log"))
          .to include('Started GET "/users/auth/litmus/callback?code=[FILTERED]&state=[FILTERED]"')

        browser = server.browser
        page = forge(browser, "#{server.url}/users/auth/litmus")
        expect(page.heading).to eq("Nobody")
        expect(page.response.body).to include("Could not authenticate you")
        expect(browser.history.map(&:path)).not_to include("/litmus_sandbox/oauth/authorize")
      end
    end
  end
end
