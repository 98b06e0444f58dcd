# frozen_string_literal: true

require_relative "authorization_code_flow/callback_phase"
require_relative "authorization_code_flow/options"
require_relative "authorization_code_flow/request_phase"

module OmniAuth
  module Litmus
    # The Authorization Code Grant (RFC 6749 §4.1) as OmniAuth's two phases. A strategy that includes it has the
    # options, session keys, failure keys and overridable methods of `OmniAuth::Strategies::OAuth2`.
    module AuthorizationCodeFlow
      include RequestPhase
      include CallbackPhase
      include Unserializable

      # OmniAuth registers a strategy where it is included; a subclass is a strategy of its own.
      module Registration
        def inherited(subclass)
          super
          OmniAuth::Strategy.included(subclass)
        end

        # @return [Options] the defaults of a strategy, over those of its superclass
        def default_options
          defaults = super
          defaults.is_a?(Options) ? defaults : @default_options = Options.new(defaults)
        end
      end

      # The S256 challenge (RFC 7636 §4.2), under the names that apps may override.
      PKCE = { code_challenge: ->(verifier) { Core.code_challenge(verifier) }, code_challenge_method: "S256" }.freeze

      # The options of a strategy and their defaults.
      OPTIONS = {
        client_id: nil, client_secret: nil, client_options: {}, redirect_uri: nil, issuer: nil,
        authorize_params: {}, authorize_options: %i[scope state], provider_ignores_state: false,
        token_params: {}, token_options: [], auth_token_params: {},
        pkce: false, pkce_verifier: nil, pkce_options: PKCE, preconnect: nil
      }.freeze

      # An origin in which nothing has to be decoded, normalised or refused.
      PLAIN_ORIGIN = %r{\Ahttps?://[a-z0-9.-]+(:\d+)?\z}
      # A host as a browser may have it, and nothing beside it.
      ORIGIN = %r{\Ahttps?://(?:[a-z0-9._-]+|\[[\h:.]+\])(?::\d+)?\z}i
      # What a login reads of an API is who signed in: some hundred bytes.
      LARGEST_PROFILE = 1024 * 1024
      private_constant :PLAIN_ORIGIN, :ORIGIN, :LARGEST_PROFILE

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
        refresh_token = token.refresh_token if token.respond_to?(:refresh_token)
        hash["refresh_token"] = refresh_token if refresh_token
        hash["expires_at"] = token.expires_at if token.expires?
        hash["expires"] = token.expires?
        hash
      end

      # @return [AccessToken] the token of this login
      attr_accessor :access_token

      # @return [Client] made anew for each use: the option `setup` may choose credentials per request
      def client
        settings = deep_symbolize(options["client_options"])
        settings[:preconnect] = options["preconnect"] != false unless settings.key?(:preconnect)
        settings[:max_response_size] ||= LARGEST_PROFILE
        Client.new(options["client_id"], options["client_secret"], settings)
      end

      # In a Hash of Ruby's own: no object of this gem's shows a token.
      #
      # @return [Hash]
      def credentials
        self.class.credentials_stack(self).inject({}) { |all, more| all.merge!(more) }
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
        bare = options["callback_path"].is_a?(String) && !path.start_with?("#{script_name}/")
        bare ? script_name + path : path
      end

      # The same as OmniAuth's, without parsing an address that is plain already, and without making half an address of
      # a header that names no host.
      #
      # @return [String]
      # @raise [ConfigurationError]
      def full_host
        return super if OmniAuth.config.full_host

        host_of_request do
          base = request.base_url
          base.match?(PLAIN_ORIGIN) && (base.start_with?("https") || !ssl?) ? base : super
        end
      end

      # Who signed in. Without an id of their own, all such users would be the same one.
      #
      # @return [Object] what the strategy's `uid` gives
      # @raise [ProtocolError] where that is nothing, or blank
      def uid
        Profile.own_id(super)
      end

      protected

      # OmniAuth copies a strategy for each request. Hashie would convert every option anew; here the values are taken
      # as they are, and Hashes and Arrays copied at every depth, so that a `setup` lambda writes to nobody else's.
      def initialize_copy(_original)
        @options = Options.copy_of(@options)
      end

      def options_for(option)
        options["#{option}_options"].each_with_object({}) do |key, params|
          value = options[key] or next
          params[key.to_sym] = value.respond_to?(:call) ? value.call(env) : value
        end
      end

      def deep_symbolize(options)
        options.each_with_object({}) do |(key, value), symbolized|
          name = key.respond_to?(:to_sym) ? key.to_sym : key
          symbolized[name] = value.is_a?(Hash) ? deep_symbolize(value) : value
        end
      end

      def secure_compare(one, other)
        Rack::Utils.secure_compare(one, other)
      end

      # What `info` and `extra` are: what a subclass wrote with Symbols is read by Strings, too.
      def merge_stack(stack)
        stack.inject(Members.new) { |members, more| members.merge!(more) }
      end

      private

      def serializable_form
        "the auth hash"
      end

      # What leg one sends and leg two repeats; nil where the option says that the provider knows it.
      def redirect_uri
        chosen = options["redirect_uri"]
        return if chosen == false

        (chosen || options["client_options"]["redirect_uri"] || callback_url).to_s
      end

      # A request can be unreadable in as many ways as Rack has versions, and Rack's words are no failure key.
      def host_of_request
        host = begin
          yield
        rescue StandardError
          nil
        end
        return host if host&.match?(ORIGIN)

        hint = "Set the option redirect_uri or OmniAuth.config.full_host, or see what changes the request's host"
        raise ConfigurationError.new("The request names no host to come back to", code: :invalid_redirect_uri, hint:)
      end

      def logins
        PendingLogins.new(session, name)
      end
    end
  end
end
