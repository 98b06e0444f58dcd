# frozen_string_literal: true

module OmniauthLitmus
  module Generators
    # Looks at the app before anything is written, so that everything is, or nothing.
    module Preflight
      # Another place where the provider is set up.
      PROVIDER = /^\s*(?:config\.)?(?:provider|omniauth)[ (]+:litmus\b/
      private_constant :PROVIDER

      private

      # @return [Array<String>] why this cannot be done, each with what to do about it
      def objections
        return ["Choose --devise (Litmus is a way to sign in) or --user (Litmus is connected to who is signed in)."] if
          options[:devise] && options[:user]

        chosen = %i[devise user front_end].select { |name| options[name] }
        [*objections_to_app, *chosen.flat_map { |name| send(:"objections_to_#{name}") }]
      end

      def objections_to_app
        [without_records, provider_twice, no_application_controller].compact
      end

      def without_records
        return if defined?(::ActiveRecord::Railtie) || options.values_at(:model, :user, :devise, :front_end).none?

        "This app has no Active Record, which --model, --user, --devise and --front-end need. Without them, who has " \
          "signed in is kept in the session; tokens can be kept in Redis (OmniAuth::Litmus::Stores::Redis)."
      end

      def provider_twice
        file = Dir[path_to("config/initializers/*.rb")].find do |path|
          File.basename(path) != "litmus.rb" && File.read(path).match?(PROVIDER)
        end
        file && "config/initializers/#{File.basename(file)} sets the provider up already. Take it out there first: " \
                "config/initializers/litmus.rb is where this generator does it."
      end

      def no_application_controller
        file = "app/controllers/application_controller.rb"
        return if options[:skip_reauthorization] || source_of(file).match?(opening_of("ApplicationController"))

        "#{file} has no class ApplicationController to include the concern in. Give --skip-reauthorization, and " \
          "include OmniAuth::Litmus::Authentication yourself."
      end

      def objections_to_devise
        return [no_devise] unless defined?(::Devise)
        return [no_devise_model] unless source_of(devise_model_file).match?(opening_of(devise_class))
        return [no_devise_route] unless devise_mapping

        # A second run finds its own work.
        return [] if ours?(devise_mapping)

        [other_provider, unreadable_route].compact
      end

      def no_devise
        "Devise is not in this app's bundle. Add gem \"devise\", and run bin/rails generate devise:install."
      end

      def no_devise_model
        "#{devise_model_file} has no class #{devise_class}. Make it first: bin/rails generate devise #{devise_class}" \
          "#{"; or name the model that Devise signs in: #{scopes}" if ::Devise.mappings.any?}."
      end

      def no_devise_route
        named = ", class_name: \"#{devise_class}\"" if devise_class.include?("::")
        "config/routes.rb has no devise_for #{devise_class}. Add it: " \
          "devise_for :#{devise_class.demodulize.tableize}#{named}"
      end

      def other_provider
        taken = ::Devise.mappings.values.find(&:omniauthable?) or return
        "#{taken.class_name} signs in with OmniAuth already, and its callbacks controller is yours. Add :litmus to " \
          "its omniauth_providers, an action litmus to that controller, and config.omniauth :litmus to " \
          "config/initializers/devise.rb; the guide to Devise shows each."
      end

      def unreadable_route
        routes = devise_routes
        return if routes.length == 1 && !routes.first.closed?

        "devise_for :#{devise_scope.pluralize} in config/routes.rb could not be changed safely. Write it once, with " \
          "a Symbol, and its controllers, if there are any, as controllers: { sessions: \"…\" }."
      end

      def objections_to_user
        return ["#{user_file} has no class #{user_class}. Give the model of your users: --user=Account."] unless
          source_of(user_file).match?(opening_of(user_class))
        return ["--user makes pages, which an API app does not have."] if api?
        return [] if current_user?

        ["ApplicationController has no method current_user, by which the pages would know whose account it is. " \
         "Define it, as in: def current_user = User.find_by(id: session[:user_id])"]
      end

      def objections_to_front_end
        return ["--front-end cannot go with --devise or --user: it has a sign-in of its own."] if
          options[:devise] || options[:user]
        return ["--front-end hands over what the controller has signed in: it cannot go with --skip-controller."] if
          options[:skip_controller]

        api? ? [] : ["--front-end is for an API. Give --api-only, too, if this app has no pages."]
      end

      def scopes
        ::Devise.mappings.values.map { |mapping| "--devise=#{mapping.class_name}" }.join(", ")
      end
    end
  end
end
