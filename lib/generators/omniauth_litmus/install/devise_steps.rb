# frozen_string_literal: true

require_relative "devise_route"

module OmniauthLitmus
  module Generators
    # What an app with Devise gets: its model, its table, its routes and a callbacks controller. Devise itself says what
    # is called what, whatever the options of `devise_for` are.
    module DeviseSteps
      private

      def devise?
        options[:devise].present? || (behavior == :revoke && devise_mapping.present?)
      end

      # By the scope's name or the model's, as `user`, `User` or `Admin::User`.
      #
      # @return [Devise::Mapping, nil]
      def devise_mapping
        return @devise_mapping if defined?(@devise_mapping)

        mappings = defined?(::Devise) ? ::Devise.mappings.values : []
        @devise_mapping = options[:devise] ? mapping_named(mappings) : mappings.find { |mapping| ours?(mapping) }
      end

      def mapping_named(mappings)
        name = options[:devise].underscore
        mappings.find { |mapping| mapping.class_name.underscore == name } ||
          mappings.find { |mapping| mapping.name.to_s == name.tr("/", "_") }
      end

      def ours?(mapping)
        file = path_to("app/controllers/#{mapping.controllers[:omniauth_callbacks]}_controller.rb")
        File.exist?(file) && File.read(file).include?(".from_litmus(")
      end

      def devise_scope
        devise_mapping.name.to_s
      end

      def devise_class
        devise_mapping ? devise_mapping.class_name : options[:devise].camelize
      end

      # The table that the model says it has.
      def devise_table
        devise_class.constantize.table_name
      end

      def devise_model_file
        "app/models/#{devise_class.underscore}.rb"
      end

      def devise_path
        "#{devise_mapping.fullpath}/auth/litmus"
      end

      def callbacks_controller
        "#{devise_scope.pluralize}/omniauth_callbacks"
      end

      # Whether there is another way in than Litmus.
      def password?
        return @password if defined?(@password)

        @password = File.read(path_to(devise_model_file)).include?("database_authenticatable")
      end

      def confirmable?
        devise_mapping.to.devise_modules.include?(:confirmable)
      end

      # What a test needs to make somebody.
      def devise_attributes
        ["email:", ('password: "correct horse battery"' if password?), ("confirmed_at: Time.current" if confirmable?),
         "**more"].compact.join(", ")
      end

      def devise_routes
        DeviseRoute.all(File.read(path_to("config/routes.rb"))).select do |route|
          plural = devise_scope.pluralize
          route.resource && (plural == route.resource || plural.end_with?("_#{route.resource}"))
        end
      end

      # `devise_for :users` learns the controller's name, and forgets it again.
      def name_callbacks_controller
        before = File.read(path_to("config/routes.rb"))
        return if behavior == :invoke && before.include?(%(omniauth_callbacks: "#{callbacks_controller}"))

        say_status(:gsub, "config/routes.rb")
        route = devise_routes.first or return
        after = behavior == :revoke ? route.without(callbacks_controller) : route.with(callbacks_controller)
        File.write(path_to("config/routes.rb"), after) unless options[:pretend]
      end
    end
  end
end
