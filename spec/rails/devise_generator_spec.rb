# frozen_string_literal: true

require_relative "support/generator_trial"

return unless GemsAtHand.all?("devise")

RSpec.describe "rails generate omniauth_litmus:install --devise", needs: "rails" do
  include GeneratorTrial

  def with_devise(model, gems: %w[devise], options: [])
    GeneratedApp.open(*options, gems:) do |app|
      app.rails("generate", "devise:install")
      app.rails("generate", "devise", model)
      # Devise's own are two people without an address.
      Dir["#{app.root}/test/fixtures/**/*users.yml"].each { |file| File.write(file, "{}\n") }
      yield app
    end
  end

  it "signs people in, and connects those who are signed in" do
    with_devise("user") do |app|
      try(app, "--devise", "--model") do |files|
        expect(files).to include("app/controllers/users/omniauth_callbacks_controller.rb", "app/models/user.rb",
                                 "config/routes.rb", a_string_matching(/add_omniauth_to_users/),
                                 "config/locales/litmus.en.yml", "app/models/litmus_connection.rb",
                                 "app/controllers/concerns/litmus_authentication.rb")
        expect(app.rails("test")).to pass(5)
      end
    end
  end

  it "keeps what devise_for and the model are like" do
    with_devise("Admin::User") do |app|
      app.write("config/routes.rb", <<~RUBY)
        Rails.application.routes.draw do
          devise_for :users, path: "staff", class_name: "Admin::User",
                             controllers: { sessions: "devise/sessions" }
        end
      RUBY
      app.write("app/models/admin/user.rb", <<~RUBY)
        module Admin
          # Who works here.
          class User < ApplicationRecord
            devise :database_authenticatable, :registerable, :recoverable, :validatable, :confirmable

            # The app has no Action Mailer.
            def send_devise_notification(*); end
          end
        end
      RUBY
      migration = Dir["#{app.root}/db/migrate/*"].first
      File.write(migration, File.read(migration).gsub(/# (?=t.(string|datetime).*confirm)/, ""))
      try(app, "--devise=Admin::User") do |files|
        expect(files).to include("app/models/admin/user.rb", a_string_matching(/add_omniauth_to_admin_users/))
        expect(app.read("config/routes.rb"))
          .to include('controllers: { omniauth_callbacks: "users/omniauth_callbacks", sessions: "devise/sessions" }')
        expect(app.rails("test")).to pass(5)
      end
    end
  end

  it "writes specs where an app has RSpec" do
    skip "there is no rspec-rails here" unless GeneratedApp.gems?("rspec-rails")

    with_devise("user", gems: %w[devise rspec-rails], options: %w[--skip-test]) do |app|
      app.rails("generate", "rspec:install")
      try(app, "--devise") do |files|
        expect(files.grep(/spec/)).to eq(["spec/requests/", "spec/requests/litmus_devise_spec.rb"])
        expect(app.run("bundle", "exec", "rspec", "spec/requests")).to include("6 examples, 0 failures")
      end
    end
  end
end
