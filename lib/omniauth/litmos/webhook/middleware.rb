# frozen_string_literal: true

require_relative "../webhook"

module OmniAuth
  module Litmos
    class Webhook
      # Answers requests below a path by a {Webhook}, in front of what logs requests: Rails writes the whole path into
      # its log before it looks for a route.
      #
      #     config.middleware.insert_before Rails::Rack::Logger, OmniAuth::Litmos::Webhook::Middleware,
      #                                     webhook, path: "/litmos"
      class Middleware
        include OmniAuth::Litmus::Unserializable

        # @param app [#call]
        # @param webhook [Webhook]
        # @param path [String] such as `"/litmos"`, for `/litmos/SECRET`
        # @raise [ConfigurationError] for no path below the app's root, where all requests would be the webhook's
        def initialize(app, webhook, path:)
          @app = app
          @webhook = webhook
          @path = path.to_s.chomp("/")
          raise invalid_path unless @path.match?(%r{\A/[^/]})
        end

        # @param env [Hash]
        # @return [Array] a Rack response
        def call(env)
          return @app.call(env) unless env["PATH_INFO"].to_s.start_with?("#{@path}/")

          env["PATH_INFO"] = env["PATH_INFO"].delete_prefix(@path)
          env["SCRIPT_NAME"] = "#{env["SCRIPT_NAME"]}#{@path}"
          @webhook.call(env)
        end

        private

        def invalid_path
          hint = "Give one that begins with a slash, such as path: \"/litmos\""
          OmniAuth::Litmus::ConfigurationError.new("The webhook's path is none", code: :invalid_webhook_path, hint:)
        end
      end
    end
  end
end
