# frozen_string_literal: true

require "yaml"
require_relative "support/generator_trial"

RSpec.describe "rails generate omniauth_litmus:install", needs: "rails" do
  include GeneratorTrial

  it "makes an app in which people sign in, and whose tests pass" do
    GeneratedApp.open do |app|
      try(app) do |files|
        pages = %w[_button failure new show].map { |page| "app/views/litmus_sessions/#{page}.html.erb" }
        expect(files).to contain_exactly(
          "app/controllers/application_controller.rb", "app/controllers/litmus_sessions_controller.rb",
          "app/views/litmus_sessions/", *pages, "app/views/layouts/omniauth_litmus.html.erb",
          "public/omniauth_litmus.css", "config/initializers/litmus.rb", "config/locales/litmus.en.yml",
          "config/routes.rb", "test/integration/litmus_sign_in_test.rb"
        )
        expect(app.rails("test")).to pass(4)
      end
    end
  end

  it "makes a model for the tokens with --model" do
    GeneratedApp.open do |app|
      try(app, "--model") do |files|
        expect(files).to include("app/models/litmus_connection.rb", "db/migrate/",
                                 a_string_matching(%r{\Adb/migrate/\d+_create_litmus_connections\.rb\z}))
        expect(app.rails("test")).to pass(5)
      end
    end
  end

  it "changes the secret of the tokens without losing them" do
    GeneratedApp.open do |app|
      app.generate("--model")
      app.rails("db:migrate")
      keep = <<~RUBY
        auth = OmniAuth::AuthHash.new(uid: "7", info: { name: "Ada" }, credentials: { token: "T0KEN-A", expires: false })
        Rails.configuration.x.litmus.token_secrets = [%q(#{"a" * 40})]
        LitmusConnection.from_omniauth(auth)
      RUBY
      read = <<~RUBY
        Rails.configuration.x.litmus.token_secrets = [%q(#{"b" * 40}), %q(#{"a" * 40})]
        connection = LitmusConnection.find_by!(uid: "7")
        puts connection.litmus.token.token
        Rails.configuration.x.litmus.token_secrets = [%q(#{"b" * 40})]
        puts LitmusConnection.find_by!(uid: "7").litmus.token.token
        puts connection.reload.access_token.include?("T0KEN"), connection.inspect
      RUBY
      app.rails("runner", keep)
      lines = app.rails("runner", read).lines(chomp: true)
      expect(lines.first(3)).to eq(%w[T0KEN-A T0KEN-A false])
      expect(lines[3]).to include("access_token: [FILTERED]")
    end
  end

  it "makes JSON with --api-only, and by itself in an app that is an API" do
    GeneratedApp.open("--api") do |app|
      try(app) do |files|
        expect(files.grep(/views|locales|public/)).to be_empty
        expect(app.rails("test")).to pass(4)
      end
    end
  end

  it "hands sign-ins over to front ends elsewhere with --front-end" do
    GeneratedApp.open("--api") do |app|
      try(app, "--front-end") do |files|
        expect(files).to include("app/models/litmus_hand_over.rb", "app/controllers/litmus_hand_overs_controller.rb",
                                 a_string_matching(%r{\Adb/migrate/\d+_create_litmus_hand_overs\.rb\z}))
        expect(app.rails("test")).to pass(9)
      end
    end
  end

  it "writes specs where an app has RSpec" do
    skip "there is no rspec-rails here" unless GeneratedApp.gems?("rspec-rails")

    GeneratedApp.open("--skip-test", gems: %w[rspec-rails]) do |app|
      app.rails("generate", "rspec:install")
      try(app, "--model") do |files|
        expect(files.grep(/litmus_sign_in/)).to eq(["spec/requests/litmus_sign_in_spec.rb"])
        expect(app.run("bundle", "exec", "rspec")).to include("6 examples, 0 failures")
      end
    end
  end

  it "leaves out what is not wanted" do
    GeneratedApp.open do |app|
      try(app, "--skip-controller", "--skip-reauthorization", "--skip-sandbox", "--skip-tests") do |files|
        expect(files).to eq(["config/initializers/litmus.rb"])
        expect(app.read(files.first)).not_to include("sandbox")
      end
      try(app, "--skip-reauthorization", "--skip-tests") do |files|
        expect(files).not_to include("app/controllers/application_controller.rb")
        expect(app.read("app/controllers/litmus_sessions_controller.rb")).to include("OmniAuth::Litmus::Authentication")
      end
    end
  end

  it "has words in each language of the app, in English where they are not known" do
    GeneratedApp.open do |app|
      app.write("config/locales/de.yml", "de: {}\n")
      app.write("config/initializers/locale.rb", "Rails.application.config.i18n.default_locale = :pl\n")
      try(app) do |files|
        expect(files.grep(/locales/)).to match_array(%w[de en pl].map { |one| "config/locales/litmus.#{one}.yml" })
        expect(app.read("config/locales/litmus.de.yml")).to include("Mit Litmus anmelden")
        expect(app.read("config/locales/litmus.pl.yml")).to start_with("pl:\n").and include("Sign in with Litmus")
        expect(app.rails("test")).to pass(4)
      end
    end
  end

  it "says what is next" do
    GeneratedApp.open do |app|
      told = app.rails("generate", "omniauth_litmus:install", "--model")
      expect(told).to include("What is next:", "db:migrate", "http://localhost:3000/litmus_session/new",
                              "before_action :require_litmus", "LITMUS_APP_ID", "/auth/litmus/callback")
    end
  end

  it "has words for every failure that it has a page for, in every language" do
    source = File.join(GeneratedApp::GEM, "lib/generators/omniauth_litmus/install/templates")
    keys = %w[sessions connections].map do |name|
      File.read("#{source}/app/controllers/litmus_#{name}_controller.rb.tt")[/FAILURES = %w\[(.*?)\]/m, 1].split
    end
    expect(keys.uniq.length).to eq(1)
    words = Dir["#{source}/config/locales/*.yml"].to_h { |file| YAML.load_file(file).first }
    expect(words.keys).to match_array(%w[de en es fr ja])
    words.each_value do |all|
      expect(all["litmus_failures"].keys).to match_array([*keys.first, "other"])
      expect(all["litmus_failures"].values.map(&:keys)).to all(eq(%w[title reason advice]))
      expect(all.transform_values(&:keys)).to eq(words["en"].transform_values(&:keys))
    end
  end
end
