# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # The settings of a Rack app that signs in with Litmus, read from the strategy in its middleware. Those that a
      # `setup` lambda changes per request are not known.
      class Application
        include Unserializable

        # Middlewares to look through.
        MAX_DEPTH = 200
        private_constant :MAX_DEPTH

        # @param app [#call] such as `Rails.application.app`
        def initialize(app)
          @app = app
        end

        # @return [Hash{Symbol => Object}] as for {Doctor#initialize}; empty if there is no strategy
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

        # Middlewares of Rails, Rack and OmniAuth hold the next one in @app.
        def search(app)
          MAX_DEPTH.times do
            app = app.to_app if app.is_a?(OmniAuth::Builder)
            return app if app.nil? || app.is_a?(Strategies::Litmus)

            app = app.instance_variable_get(:@app)
          end
          nil
        end

        # Without a request, the host is known only if the app has configured it.
        def redirect_uri(client)
          configured = strategy.options.redirect_uri || client.options[:redirect_uri]
          return configured if configured

          host = OmniAuth.config.full_host
          host + path if host.is_a?(String) && path
        end

        def path
          configured = strategy.options.callback_path
          return "#{strategy.path_prefix}/#{strategy.name}/callback" if configured.nil?

          configured if configured.is_a?(String)
        end
      end
    end
  end
end
