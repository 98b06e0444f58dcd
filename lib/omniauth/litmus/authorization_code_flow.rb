# frozen_string_literal: true

require_relative "authorization_code_flow/registration"
require_relative "authorization_code_flow/options"
require_relative "authorization_code_flow/redirect_uri"
require_relative "authorization_code_flow/fixed_state"
require_relative "authorization_code_flow/pending_login"
require_relative "authorization_code_flow/pending_logins"
require_relative "authorization_code_flow/request_phase"
require_relative "authorization_code_flow/callback_params"
require_relative "authorization_code_flow/session_slots"
require_relative "authorization_code_flow/failure_key"
require_relative "authorization_code_flow/callback_phase"

module OmniAuth
  module Litmus
    # The Authorization Code Grant (RFC 6749 §4.1) as OmniAuth's two phases:
    #
    #     request phase    {RequestPhase}    makes a state and a verifier ({PendingLogins}), checks the app's own state
    #                                        ({FixedState}) and redirects the user, with the {RedirectUri}
    #     callback phase   {CallbackPhase}   reads the {CallbackParams}, claims the pending login, restores its origin
    #                                        ({SessionSlots}), exchanges the code, or fails with a {FailureKey}
    #
    # A strategy that includes it has the options, session keys, failure keys and overridable methods of
    # `OmniAuth::Strategies::OAuth2`.
    #
    # Strategies inherit the constants of this module, and hide an app's own constants of the same name from it: in a
    # subclass, `Callback` would no longer be the app's model. So the names here are longer than they need to be.
    module AuthorizationCodeFlow
      include RequestPhase
      include CallbackPhase
      include RedirectUri
      include Unserializable

      # The S256 challenge (RFC 7636 §4.2), under the names that apps may override.
      PKCE = { code_challenge: ->(verifier) { Core.code_challenge(verifier) }, code_challenge_method: "S256" }.freeze

      # The options of a strategy and their defaults.
      OPTIONS = {
        client_id: nil, client_secret: nil, client_options: {}, redirect_uri: nil, issuer: nil,
        authorize_params: {}, authorize_options: %i[scope state], provider_ignores_state: false,
        token_params: {}, token_options: [], auth_token_params: {},
        pkce: false, pkce_verifier: nil, pkce_options: PKCE, preconnect: nil
      }.freeze

      # Bytes. A login reads nothing of an API but the profile, which has a few hundred.
      MAX_PROFILE_SIZE = 1024 * 1024
      private_constant :MAX_PROFILE_SIZE

      def self.included(strategy)
        strategy.extend(Registration)
        strategy.args(%i[client_id client_secret])
        OPTIONS.each { |name, default| strategy.option(name, default) }
        strategy.credentials { AuthorizationCodeFlow.credentials_of(access_token) }
      end

      # @api private
      # @param token [AccessToken]
      # @return [Hash{String => Object}] `credentials` of the auth hash, as plain values
      def self.credentials_of(token)
        hash = { "token" => token.token }
        refresh_token = token.refresh_token if token.respond_to?(:refresh_token)
        hash["refresh_token"] = refresh_token if refresh_token
        hash["expires_at"] = token.expires_at if token.expires?
        hash["expires"] = token.expires?
        hash
      end

      # @return [AccessToken] the token of this login
      attr_accessor :access_token

      # @return [Client] a new one for each call, because the option `setup` may choose credentials per request
      def client
        settings = deep_symbolize(options["client_options"])
        settings[:preconnect] = options["preconnect"] != false unless settings.key?(:preconnect)
        settings[:max_response_size] ||= MAX_PROFILE_SIZE
        Client.new(options["client_id"], options["client_secret"], settings)
      end

      # A plain Hash and not {Members}, because no object of this gem's classes may show a token.
      #
      # @return [Hash]
      def credentials
        credentials = {}
        self.class.credentials_stack(self).each { |more| credentials.merge!(more) }
        credentials
      end

      # @return [Object] the `uid` of the strategy
      # @raise [ProtocolError] for a missing or blank one
      def uid
        Profile.uid!(super)
      end

      protected

      # OmniAuth dups a strategy for each request. This copies the options deeply, so that a `setup` lambda changes
      # those of its own request only, and spares Hashie's conversion of every value.
      def initialize_copy(_original)
        @options = Options.copy_of(@options)
      end

      def options_for(option)
        params = {}
        options["#{option}_options"].each do |key|
          value = options[key] or next
          params[key.to_sym] = value.respond_to?(:call) ? value.call(env) : value
        end
        params
      end

      def deep_symbolize(options)
        symbolized = {}
        options.each_pair do |key, value|
          name = key.respond_to?(:to_sym) ? key.to_sym : key
          symbolized[name] = value.is_a?(Hash) ? deep_symbolize(value) : value
        end
        symbolized
      end

      def secure_compare(one, other)
        Rack::Utils.secure_compare(one, other)
      end

      # `info` and `extra` can be read by String, even if a subclass writes them with Symbols.
      def merge_stack(stack)
        members = Members.new
        stack.each { |more| members.merge!(more) }
        members
      end

      private

      def serializable_form
        "the auth hash"
      end

      def pending_logins
        PendingLogins.new(session, name)
      end
    end
  end
end
