# frozen_string_literal: true

module OmniauthLitmus
  module Generators
    # What an app with Devise gets: its model, its table, its routes and a callbacks controller.
    module DeviseSteps
      private

      def devise?
        devise_scope.present?
      end

      def devise_scope
        @devise_scope ||= options[:devise]&.underscore || (behavior == :revoke && devise_scope_there) || ""
      end

      def devise_scope_there
        ours = Dir[path_to("app/controllers/*/omniauth_callbacks_controller.rb")].find do |file|
          File.read(file).include?(".from_litmus(")
        end
        ours && File.basename(File.dirname(ours)).singularize
      end

      def devise_class
        devise_scope.camelize
      end

      def devise_table
        devise_scope.tableize
      end

      def devise_lines
        password = "\n      #{devise_scope}.password = Devise.friendly_token" if password?
        <<-RUBY
  devise :omniauthable, omniauth_providers: %i[litmus]

  # Nobody is found by an address, which Litmus may not have verified.
  def self.from_litmus(auth)
    find_or_create_by(provider: auth.provider, uid: auth.uid) do |#{devise_scope}|
      #{devise_scope}.email = auth.info.email#{password}
    end
  end

        RUBY
      end

      def password?
        File.read(path_to("app/models/#{devise_scope}.rb")).include?("database_authenticatable")
      end

      # `devise_for :users` learns the controller's name, and forgets it again.
      def name_callbacks_controller
        plain = "devise_for :#{devise_table}"
        named = "#{plain}, controllers: { omniauth_callbacks: \"#{devise_scope.pluralize}/omniauth_callbacks\" }"
        from, to = behavior == :revoke ? [named, plain] : [plain, named]
        routes = File.read(path_to("config/routes.rb"))
        return if behavior == :invoke && routes.include?(named)

        say_status(:gsub, "config/routes.rb")
        routes = routes.sub(/^( *)#{Regexp.escape(from)} *$/) { "#{Regexp.last_match(1)}#{to}" }
        File.write(path_to("config/routes.rb"), routes) unless options[:pretend]
      end
    end
  end
end
