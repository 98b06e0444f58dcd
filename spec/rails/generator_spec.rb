# frozen_string_literal: true

require "yaml"
require_relative "support/generated_app"

RSpec.describe "rails generate omniauth_litmus:install", needs: "rails" do
  # The style that `rails new` writes in, and else RuboCop's own.
  rubocop = <<~YAML
    AllCops:
      NewCops: enable
      SuggestExtensions: false
      TargetRubyVersion: 3.1
    Style/StringLiterals:
      EnforcedStyle: double_quotes
    Metrics/BlockLength:
      Exclude: ["spec/**/*"]
    Style/FrozenStringLiteralComment:
      Exclude: [config/routes.rb, app/controllers/application_controller.rb, app/models/user.rb]
    Style/Documentation:
      Exclude: [app/controllers/application_controller.rb, app/models/user.rb]
  YAML

  define_method(:offenses) do |app, files|
    app.write(".rubocop.yml", rubocop)
    output, = Open3.capture2e(GeneratedApp::ENVIRONMENT, "rubocop", "--format", "emacs", *files.grep(/\.rb\z/),
                              chdir: app.root)
    FileUtils.rm(File.join(app.root, ".rubocop.yml"))
    output.strip
  end

  # Everything that is promised of the generator, for one set of options.
  def try(app, *arguments)
    before = app.tree
    files = app.generate(*arguments)
    expect(offenses(app, files)).to eq("")
    expect(app.generate(*arguments)).to be_empty
    app.rails("db:migrate") # without a schema, tests in parallel wait for ever
    yield files
    app.destroy
    expect(app.tree).to eq(before)
  end

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
        expect(app.rails("test")).to match(/\b4 runs, \d+ assertions, 0 failures, 0 errors, 0 skips/)
      end
    end
  end

  it "makes a model for the tokens with --model" do
    GeneratedApp.open do |app|
      try(app, "--model") do |files|
        expect(files).to include("app/models/litmus_connection.rb", "db/migrate/",
                                 a_string_matching(%r{\Adb/migrate/\d+_create_litmus_connections\.rb\z}))
        expect(app.rails("test")).to match(/\b5 runs, \d+ assertions, 0 failures, 0 errors, 0 skips/)
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
        expect(app.rails("test")).to match(/\b4 runs, \d+ assertions, 0 failures, 0 errors, 0 skips/)
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
        expect(app.read("app/controllers/litmus_sessions_controller.rb")).not_to include("litmus_return_path")
      end
    end
  end

  it "joins Devise with --devise" do
    skip "there is no Devise here" unless GeneratedApp.gems?("devise")

    GeneratedApp.open(gems: %w[devise]) do |app|
      app.rails("generate", "devise:install")
      app.rails("generate", "devise", "user")
      app.write("test/fixtures/users.yml", "{}\n") # Devise's own are two people without an address
      try(app, "--devise") do |files|
        expect(files).to include("app/controllers/users/omniauth_callbacks_controller.rb", "app/models/user.rb",
                                 "config/routes.rb", a_string_matching(/add_omniauth_to_users/))
        app.write("test/integration/sign_in_test.rb", <<~RUBY)
          require "test_helper"
          require "omniauth/litmus/test_helper"
          class SignInTest < ActionDispatch::IntegrationTest
            include OmniAuth::Litmus::TestHelper
            test "signs in, twice as the same person" do
              litmus = litmus_sandbox
              2.times do
                reset!
                post "/users/auth/litmus"
                get litmus.approve(response.location)
                assert_redirected_to "/"
                assert_equal "maya@example.com", User.find(session["warden.user.user.key"].first.first).email
              end
              assert_equal 1, User.count
            end
          end
        RUBY
        expect(app.rails("test", "test/integration/sign_in_test.rb")).to include("0 failures, 0 errors")
        FileUtils.rm(File.join(app.root, "test/integration/sign_in_test.rb"))
      end
    end
  end

  it "has words for every failure that it has a page for" do
    source = File.join(GeneratedApp::GEM, "lib/generators/omniauth_litmus/install/templates")
    controller = File.read(File.join(source, "app/controllers/litmus_sessions_controller.rb.tt"))
    keys = controller[/FAILURES = %w\[(.*?)\]/, 1].split
    words = YAML.load_file(File.join(source, "config/litmus.en.yml.tt")).dig("en", "litmus_sessions", "failure")
    expect(words.keys).to match_array([*keys, "other", "already_signed_in"])
    expect(words.except("already_signed_in").values.map(&:keys)).to all(eq(%w[title reason advice]))
  end
end
