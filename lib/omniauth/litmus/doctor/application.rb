# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # The settings of a Rack app that signs in with Litmus: those of the strategy that is found in its middleware.
      # What a `setup` lambda would change per request is not among them.
      class Application
        include Unserializable

        # Middleware that is looked through, one behind the other.
        DEPTH = 200
        private_constant :DEPTH

        # @param app [#call] such as `Rails.application.app`
        def initialize(app)
          @app = app
        end

        # @return [Hash{Symbol => Object}] for {Doctor#initialize}; empty where no strategy is found
        def settings
          return {} unless strategy

          client = strategy.client
          { client_id: client.id, client_secret: client.secret, site: client.site, client_options: client.options,
            redirect_uri: redirect_uri(client) }.compact
        end

        private

        def strategy
          return @strategy if defined?(@strategy)

          @strategy = search(@app)
        end

        # Each middleware of Rails, Rack and OmniAuth keeps the next one under this name.
        def search(app)
          DEPTH.times do
            app = app.to_app if app.is_a?(OmniAuth::Builder)
            return app if app.nil? || app.is_a?(Strategies::Litmus)

            app = app.instance_variable_get(:@app)
          end
          nil
        end

        # Without a request the host is known only where the app says it.
        def redirect_uri(client)
          own = strategy.options.redirect_uri || client.options[:redirect_uri]
          return own if own

          host = OmniAuth.config.full_host
          host + path if host.is_a?(String) && path
        end

        def path
          given = strategy.options.callback_path
          return "#{strategy.path_prefix}/#{strategy.name}/callback" if given.nil?

          given if given.is_a?(String)
        end
      end
    end
  end
end
