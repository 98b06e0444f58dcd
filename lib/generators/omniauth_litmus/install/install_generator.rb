# frozen_string_literal: true

require "rails/generators"
require "rails/generators/active_record/migration"

require_relative "devise_steps"
require_relative "edits"
require_relative "front_end_steps"
require_relative "next_steps"
require_relative "preflight"
require_relative "user_steps"
require_relative "words"

module OmniauthLitmus
  module Generators
    # Puts signing in with Litmus into an app: `bin/rails generate omniauth_litmus:install`, and
    # `bin/rails destroy omniauth_litmus:install` (with the same options) takes it out again.
    class InstallGenerator < ::Rails::Generators::Base
      include ::ActiveRecord::Generators::Migration if defined?(::ActiveRecord::Base)
      include DeviseSteps
      include Edits
      include FrontEndSteps
      include NextSteps
      include Preflight
      include UserSteps
      include Words

      desc "Signing in with Litmus: initializer, controller, pages, routes and tests; with --model a table for " \
           "tokens, with --devise through Devise, with --user connected to the users that the app has."

      source_root File.expand_path("templates", __dir__)

      class_option :model, type: :boolean, default: false,
                           desc: "A model LitmusConnection that keeps the tokens, encrypted, and makes API calls"
      class_option :devise, type: :string, lazy_default: "user", banner: "MODEL",
                            desc: "Sign in through Devise, as its model or scope (user)"
      class_option :user, type: :string, lazy_default: "User", banner: "MODEL",
                          desc: "Whoever is signed in already connects Litmus accounts: of that model (User)"
      class_option :api_only, type: :boolean, desc: "JSON instead of pages (default: as the app is)"
      class_option :front_end, type: :boolean, default: false,
                               desc: "An API for front ends on other sites: sign-ins are handed over by one-time codes"
      class_option :skip_controller, type: :boolean, default: false, desc: "No controller, pages and routes"
      class_option :skip_reauthorization, type: :boolean, default: false, desc: "Leave ApplicationController alone"
      class_option :skip_sandbox, type: :boolean, default: false, desc: "No sandbox Litmus in development"
      class_option :skip_tests, type: :boolean, default: false, desc: "No tests"

      # @return [Boolean] that a shell is told where this could not be done
      def self.exit_on_failure? = true

      # @return [void]
      # @raise [Thor::Error] where the app is not as the options need it; nothing is written then
      def look_before_writing
        see_what_is_there
        reasons = behavior == :invoke ? objections : []
        raise Thor::Error, [*reasons, "Nothing was changed."].join("\n") if reasons.any?
      end

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
                 "app/controllers/#{callbacks_controller}_controller.rb"
        add_to_class devise_model_file, devise_class, render_template("app/models/devise_model.rb.tt")
        migration_template "db/add_omniauth_to_devise.rb.tt", "db/migrate/add_omniauth_to_#{devise_table}.rb"
        name_callbacks_controller
        route render_template("config/devise_routes.rb.tt").chomp if password?
      end

      # @return [void]
      def connect_user
        return unless user?

        add_to_class user_file, user_class, connections_of_user
        template "app/controllers/litmus_connections_controller.rb.tt",
                 "app/controllers/litmus_connections_controller.rb"
        route <<~RUBY.chomp
          get "auth/litmus/callback", to: "litmus_connections#create"
          get "auth/failure", to: "litmus_connections#failure"
          resources :litmus_connections, only: %i[index destroy]
        RUBY
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
      def connect_front_end
        return unless front_end?

        template "app/controllers/litmus_hand_overs_controller.rb.tt",
                 "app/controllers/litmus_hand_overs_controller.rb"
        template "app/models/litmus_hand_over.rb.tt", "app/models/litmus_hand_over.rb"
        migration_template "db/create_litmus_hand_overs.rb.tt", "db/migrate/create_litmus_hand_overs.rb"
        route "resource :litmus_hand_over, only: :create"
      end

      # @return [void]
      def create_pages
        return if (api? && behavior == :invoke) || !pages_of

        pages_of.each { |page| template "app/views/#{page}.html.erb.tt", "app/views/#{page}.html.erb" }
        template "app/views/layouts/omniauth_litmus.html.erb.tt", "app/views/layouts/omniauth_litmus.html.erb"
        copy_file "public/omniauth_litmus.css"
      end

      # @return [void]
      def create_words
        return if sections.empty?

        languages.each { |language| create_file "config/locales/litmus.#{language}.yml", words_in(language) }
      end

      # @return [void]
      def include_concern
        return if options[:skip_reauthorization]

        if own_concern?
          template "app/controllers/concerns/litmus_authentication.rb.tt",
                   "app/controllers/concerns/litmus_authentication.rb"
        end
        include_in_class "app/controllers/application_controller.rb", "ApplicationController", "  include #{concern}\n"
      end

      # @return [void]
      def create_tests
        return if options[:skip_tests] || options[:skip_controller]

        kinds = { "spec" => "spec/requests", "test" => "test/integration" }
        kinds = kinds.slice(*("spec" if rspec?), *("test" if minitest?)) unless behavior == :revoke
        subjects.product(kinds.to_a).each do |subject, (kind, directory)|
          template "test/#{subject}_#{kind}.rb.tt", "#{directory}/#{subject}_#{kind}.rb"
        end
      end

      # Rails writes development's secret into a file when it is first wanted. Two processes of tests that want it at
      # once may find the file empty.
      #
      # @return [void]
      def make_secret
        return if behavior == :revoke || options[:pretend] || !::Rails.env.development?

        ::Rails.application.secret_key_base
      end

      # What was made for the files above goes with them, unless something else is there by now.
      #
      # @return [void]
      def remove_empty_directories
        return unless behavior == :revoke && !options[:pretend]

        made = ["app/views/litmus_sessions", "app/views/litmus_connections", "spec/requests", "test/integration",
                "db/migrate", "app/controllers/concerns"]
        made << "app/controllers/#{File.dirname(callbacks_controller)}" if devise?
        made.each { |path| remove_if_empty(path) }
      end

      # @return [void]
      def say_what_is_next
        return if behavior == :revoke || options[:pretend]

        say "\nWhat is next:"
        next_steps.each { |step| say "  * #{step}" }
      end

      private

      # What is to be taken out is what is there, whatever the options say.
      def model?
        @model ||= options[:model] || user? || front_end? ||
                   (behavior == :revoke && File.exist?(path_to("app/models/litmus_connection.rb")))
      end

      # What is to be taken out, before its files are.
      def see_what_is_there
        model?
        devise?
        user_class if user?
        front_end?
      end

      # Devise has a controller of its own, and so has who connects.
      def controller?
        !options[:skip_controller] && !devise? && !user?
      end

      def pages_of
        return %w[litmus_connections/index litmus_connections/failure litmus_connections/_button] if user?

        %w[_button failure new show].map { |page| "litmus_sessions/#{page}" } if controller?
      end

      # What the tests are about.
      def subjects
        return ["litmus_connections"] if user?

        [devise? ? "litmus_devise" : "litmus_sign_in", *("litmus_hand_over" if front_end?)]
      end

      # Where who is signed in is not in the session, the app says how Litmus's account is found.
      def own_concern?
        user? || front_end? || (devise? && model?)
      end

      def concern
        own_concern? ? "LitmusAuthentication" : "OmniAuth::Litmus::Authentication"
      end

      def render_template(path)
        ERB.new(File.read(find_in_source_paths(path)), trim_mode: "-").result(binding)
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
