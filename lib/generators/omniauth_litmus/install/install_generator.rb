# frozen_string_literal: true

require "rails/generators"
require "rails/generators/active_record/migration"

require_relative "devise_steps"
require_relative "edits"

module OmniauthLitmus
  module Generators
    # Puts signing in with Litmus into an app: `bin/rails generate omniauth_litmus:install`, and
    # `bin/rails destroy omniauth_litmus:install` (with the same options) takes it out again.
    class InstallGenerator < ::Rails::Generators::Base
      include ::ActiveRecord::Generators::Migration if defined?(::ActiveRecord::Base)
      include DeviseSteps
      include Edits

      desc "Signing in with Litmus: initializer, controller, pages, routes and tests; with --model a table for tokens."

      source_root File.expand_path("templates", __dir__)

      class_option :model, type: :boolean, default: false,
                           desc: "A model LitmusConnection that keeps the tokens, encrypted, and makes API calls"
      class_option :devise, type: :string, lazy_default: "user", banner: "SCOPE",
                            desc: "Sign in through Devise, as its scope (user)"
      class_option :api_only, type: :boolean, desc: "JSON instead of pages (default: as the app is)"
      class_option :skip_controller, type: :boolean, default: false, desc: "No controller, pages and routes"
      class_option :skip_reauthorization, type: :boolean, default: false,
                                          desc: "ApplicationController does not ask for a new sign-in"
      class_option :skip_sandbox, type: :boolean, default: false, desc: "No sandbox Litmus in development"
      class_option :skip_tests, type: :boolean, default: false, desc: "No tests"

      # @return [void]
      def create_initializer
        template "config/initializer.rb.tt", "config/initializers/litmus.rb"
      end

      # @return [void]
      def create_model
        return unless model?

        template "app/models/litmus_connection.rb.tt", "app/models/litmus_connection.rb"
        migration_template "db/create_litmus_connections.rb.tt", "db/migrate/create_litmus_connections.rb"
      end

      # @return [void]
      def connect_devise
        return unless devise?

        template "app/controllers/omniauth_callbacks_controller.rb.tt",
                 "app/controllers/#{devise_scope.pluralize}/omniauth_callbacks_controller.rb"
        add_to_class "app/models/#{devise_scope}.rb", devise_class, devise_lines
        migration_template "db/add_omniauth_to_devise.rb.tt", "db/migrate/add_omniauth_to_#{devise_table}.rb"
        name_callbacks_controller
      end

      # @return [void]
      def create_controller
        return unless controller?

        template "app/controllers/litmus_sessions_controller.#{"api." if api?}rb.tt",
                 "app/controllers/litmus_sessions_controller.rb"
        route <<~RUBY.chomp
          get "auth/litmus/callback", to: "litmus_sessions#create"
          get "auth/failure", to: "litmus_sessions#failure"
          resource :litmus_session, only: %i[new show destroy]
        RUBY
      end

      # @return [void]
      def create_pages
        return if (api? && behavior == :invoke) || !controller?

        %w[_button new show failure].each do |page|
          template "app/views/litmus_sessions/#{page}.html.erb.tt", "app/views/litmus_sessions/#{page}.html.erb"
        end
        template "app/views/layouts/omniauth_litmus.html.erb.tt", "app/views/layouts/omniauth_litmus.html.erb"
        copy_file "public/omniauth_litmus.css"
        template "config/litmus.en.yml.tt", "config/locales/litmus.en.yml"
      end

      # @return [void]
      def include_reauthorization
        return if options[:skip_reauthorization]

        include_in_class "app/controllers/application_controller.rb", "ApplicationController",
                         "  include OmniAuth::Litmus::Reauthorization\n"
      end

      # @return [void]
      def create_tests
        return if options[:skip_tests] || !controller?

        revoked = behavior == :revoke
        template "test/litmus_sign_in_spec.rb.tt", "spec/requests/litmus_sign_in_spec.rb" if rspec? || revoked
        template "test/litmus_sign_in_test.rb.tt", "test/integration/litmus_sign_in_test.rb" if minitest? || revoked
      end

      # What was made for the files above goes with them, unless something else is there by now.
      #
      # @return [void]
      def remove_empty_directories
        return unless behavior == :revoke && !options[:pretend]

        made = ["app/views/litmus_sessions", "spec/requests", "test/integration", "db/migrate"]
        made << "app/controllers/#{devise_scope.pluralize}" if devise?
        made.each { |path| remove_if_empty(path) }
      end

      private

      # What is to be taken out is what is there, whatever the options say.
      def model?
        @model ||= options[:model] || (behavior == :revoke && File.exist?(path_to("app/models/litmus_connection.rb")))
      end

      # Devise has a controller of its own.
      def controller?
        !options[:skip_controller] && !devise?
      end

      def api?
        options[:api_only].nil? ? ::Rails.application&.config&.api_only : options[:api_only]
      end

      def rspec?
        ::Rails.application&.config&.generators&.options&.dig(:rails, :test_framework) == :rspec ||
          File.exist?(path_to("spec/rails_helper.rb"))
      end

      def minitest?
        !rspec? && File.exist?(path_to("test/test_helper.rb"))
      end

      def migration_version
        "[#{::ActiveRecord::Migration.current_version}]"
      end
    end
  end
end
