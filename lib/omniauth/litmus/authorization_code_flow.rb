# frozen_string_literal: true

require_relative "authorization_code_flow/callback_phase"
require_relative "authorization_code_flow/request_phase"
require_relative "pending_logins"

module OmniAuth
  module Litmus
    # The Authorization Code Grant (RFC 6749 §4.1) as OmniAuth's two phases. A strategy that includes it has the
    # options, session keys, failure keys and overridable methods of `OmniAuth::Strategies::OAuth2`.
    module AuthorizationCodeFlow
      include RequestPhase
      include CallbackPhase

      # OmniAuth registers a strategy where it is included; a subclass is a strategy of its own.
      module Registration
        def inherited(subclass)
          super
          OmniAuth::Strategy.included(subclass)
        end
      end

      # The S256 challenge (RFC 7636 §4.2), under the names that apps may override.
      PKCE = { code_challenge: ->(verifier) { Core.code_challenge(verifier) }, code_challenge_method: "S256" }.freeze

      # The options of a strategy and their defaults.
      OPTIONS = {
        client_id: nil, client_secret: nil, client_options: {}, redirect_uri: nil,
        authorize_params: {}, authorize_options: %i[scope state], provider_ignores_state: false,
        token_params: {}, token_options: [], auth_token_params: {},
        pkce: false, pkce_verifier: nil, pkce_options: PKCE, preconnect: nil
      }.freeze

      def self.included(strategy)
        strategy.extend(Registration)
        strategy.args(%i[client_id client_secret])
        OPTIONS.each { |name, default| strategy.option(name, default) }
        strategy.credentials { AuthorizationCodeFlow.plain(access_token) }
      end

      # @api private
      # @param token [AccessToken]
      # @return [Hash{String => Object}] plain values, as the auth hash has them
      def self.plain(token)
        hash = { "token" => token.token }
        hash["refresh_token"] = token.refresh_token if token.refresh_token
        hash["expires_at"] = token.expires_at if token.expires?
        hash["expires"] = token.expires?
        hash
      end

      # @return [AccessToken] the token of this login
      attr_accessor :access_token

      # @return [Client] made anew for each use: the option `setup` may choose credentials per request
      def client
        settings = { preconnect: options.preconnect != false }.merge(deep_symbolize(options.client_options))
        Client.new(options.client_id, options.client_secret, settings)
      end

      # @return [String] where the user is sent back; without a query, because it has to match the whitelist
      def callback_url
        full_host + callback_path
      end

      # OmniAuth takes the option `callback_path` as it is, although requests to a mounted app carry the mount point.
      #
      # @return [String]
      def callback_path
        path = super
        bare = options[:callback_path].is_a?(String) && !path.start_with?("#{script_name}/")
        bare ? script_name + path : path
      end

      protected

      def options_for(option)
        options["#{option}_options"].select { |key| options[key] }.to_h do |key|
          [key.to_sym, options[key].respond_to?(:call) ? options[key].call(env) : options[key]]
        end
      end

      def deep_symbolize(options)
        options.to_h { |key, value| [key.to_sym, value.is_a?(Hash) ? deep_symbolize(value) : value] }
      end

      def secure_compare(one, other)
        Rack::Utils.secure_compare(one, other)
      end

      private

      # What leg one sends and leg two repeats; nil where the option says that the provider knows it.
      def redirect_uri
        return if options.redirect_uri == false

        options.redirect_uri || options.client_options[:redirect_uri] || callback_url
      end

      def logins
        PendingLogins.new(session, name)
      end
    end
  end
end
