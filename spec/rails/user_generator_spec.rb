# frozen_string_literal: true

require_relative "support/generator_trial"

RSpec.describe "rails generate omniauth_litmus:install --user", needs: "rails" do
  include GeneratorTrial

  # An app with a sign-in of its own.
  def with_users(model, options: [], gems: [])
    GeneratedApp.open(*options, gems:) do |app|
      app.rails("generate", "rspec:install") if gems.any?
      app.rails("generate", "model", model, "name:string", "email:string")
      app.rails("db:migrate")
      app.write("app/controllers/application_controller.rb", controller(model))
      yield app
    end
  end

  def controller(model)
    <<~RUBY
      # frozen_string_literal: true

      class ApplicationController < ActionController::Base
        private

        def current_user
          @current_user ||= #{model}.find_by(id: session[:user_id])
        end
      end
    RUBY
  end

  it "connects accounts to users who sign in by other means" do
    with_users("User") do |app|
      try(app, "--user") do |files|
        expect(files).to include("app/models/user.rb", "app/controllers/litmus_connections_controller.rb",
                                 "app/controllers/concerns/litmus_authentication.rb",
                                 "test/integration/litmus_connections_test.rb")
        expect(app.rails("test", "test/integration")).to pass(5)
      end
    end
  end

  it "connects them to a model of any name, and writes specs where an app has RSpec" do
    skip "there is no rspec-rails here" unless GeneratedApp.gems?("rspec-rails")

    with_users("Crm::Contact", options: %w[--skip-test], gems: %w[rspec-rails]) do |app|
      try(app, "--user=Crm::Contact") do |files|
        expect(files).to include("app/models/crm/contact.rb", "spec/requests/litmus_connections_spec.rb")
        expect(app.run("bundle", "exec", "rspec", "spec/requests")).to include("5 examples, 0 failures")
      end
    end
  end
end
