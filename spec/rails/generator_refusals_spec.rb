# frozen_string_literal: true

require_relative "support/generated_app"

# The generator looks before it writes: all of it, or nothing, and why.
RSpec.describe "What the generator does not do", needs: "rails" do
  # What it says, of an app that it has left as it was.
  def refusal(app, *arguments)
    before = app.tree
    output, succeeded = app.command("generate", "omniauth_litmus:install", *arguments)
    expect(succeeded).to be(false), output
    expect(app.tree).to eq(before)
    expect(output).to end_with("Nothing was changed.\n")
    output
  end

  it "is to write for what the app does not have" do
    GeneratedApp.open do |app|
      expect(refusal(app, "--devise")).to include("Devise is not in this app's bundle")
      expect(refusal(app, "--user")).to include("app/models/user.rb has no class User", "--user=")
      expect(refusal(app, "--user", "--devise")).to include("--devise (Litmus is a way to sign in) or --user")
      expect(refusal(app, "--front-end")).to include("--front-end is for an API")
      expect(refusal(app, "--front-end", "--devise")).to include("--front-end cannot go with --devise or --user")

      app.write("app/models/user.rb", "class User < ApplicationRecord\nend\n")
      expect(refusal(app, "--user")).to include("no method current_user")
      expect(refusal(app, "--user", "--api-only")).to include("API app")
      FileUtils.rm("#{app.root}/app/models/user.rb")

      app.write("config/initializers/omniauth.rb", <<~RUBY)
        Rails.application.config.middleware.use(OmniAuth::Builder) do
          provider :litmus, "id", "secret"
        end
      RUBY
      expect(refusal(app)).to include("config/initializers/omniauth.rb sets the provider up already")
      FileUtils.rm("#{app.root}/config/initializers/omniauth.rb")

      app.write("app/controllers/application_controller.rb",
                "ApplicationController = Class.new(ActionController::Base)\n")
      expect(refusal(app)).to include("--skip-reauthorization")
    end
  end

  it "is to make a model without Active Record" do
    GeneratedApp.open("--skip-active-record", without: %w[sqlite3]) do |app|
      %w[--model --user --devise --front-end].each do |option|
        expect(refusal(app, option)).to include("no Active Record")
      end
      app.generate
      expect(app.rails("test")).to match(/\b4 runs, \d+ assertions, 0 failures, 0 errors, 0 skips/)
    end
  end

  describe "to Devise" do
    before { skip "there is no Devise here" unless GeneratedApp.gems?("devise") }

    it "is to guess a model, a scope or a controller" do
      GeneratedApp.open(gems: %w[devise]) do |app|
        app.rails("generate", "devise:install")
        expect(refusal(app, "--devise")).to include("bin/rails generate devise User")
        expect(refusal(app, "--devise=Admin::User")).to include("app/models/admin/user.rb", "devise Admin::User")

        app.rails("generate", "devise", "user")
        expect(refusal(app, "--devise=member")).to include("app/models/member.rb", "--devise=User")
        routes = app.read("config/routes.rb")
        { "" => "has no devise_for User", "devise_for 'users'" => "could not be changed safely",
          "devise_for :users, controllers: NAMES" => "could not be changed safely" }.each do |line, reason|
          app.write("config/routes.rb", "NAMES = { sessions: 'x' }\n#{routes.sub("devise_for :users", line)}")
          expect(refusal(app, "--devise")).to include(reason)
        end
        app.write("config/routes.rb", routes)
        app.write("app/models/user.rb", app.read("app/models/user.rb").sub("devise :", "devise :omniauthable, :"))
        expect(refusal(app, "--devise")).to include("User signs in with OmniAuth already", "omniauth_providers")
      end
    end
  end
end
