# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Reads `client_options` as users of the oauth2 gem write them, and names what cannot be honoured.
    #
    # @api private
    class Settings
      include Unserializable

      # Keys that mean to the core what they say.
      CORE = %i[
        authorize_url token_url revoke_url token_method auth_scheme token_format
        headers timeout open_timeout max_redirects max_response_size proxy ssl api_origins insecure_http_hosts
      ].freeze
      # Keys that {Client} itself reads.
      RUBY = %i[site redirect_uri raise_errors connection_opts preconnect provider api_host].freeze
      # The keys of `connection_opts` (Faraday's) that have a counterpart.
      CONNECTION = %i[request ssl proxy headers].freeze
      # The keys of `connection_opts[:request]`, in seconds.
      REQUEST = %i[timeout open_timeout].freeze
      # The keys of `ssl`.
      SSL = %i[verify ca_file ca_path].freeze
      # Whether the core is told, by key.
      KEYS = { **CORE.to_h { |key| [key, true] }, **RUBY.to_h { |key| [key, false] } }.freeze
      private_constant :CORE, :RUBY, :CONNECTION, :REQUEST, :SSL, :KEYS

      @warned = {}
      class << self
        # Names a key once in a process.
        #
        # @param key [String]
        # @return [void]
        def warn_once(key)
          return if @warned[key]

          @warned[key] = true
          OmniAuth.logger.warn("(litmus) client_options#{key} is not supported and has no effect; " \
                               "see the drop-in table in the README of omniauth-litmus-rs")
        end

        # @param provider [String, Symbol, Hash, nil] the setting
        # @return [Boolean] whether that means Litmus
        def litmus?(provider)
          provider.nil? || (!provider.is_a?(Hash) && provider.to_s == "litmus")
        end

        # @param provider [String, Symbol, Hash, nil] the setting
        # @return [String, nil] the site where none is configured; nil where the core knows it
        def site(provider)
          return provider[:site] || provider["site"] if provider.is_a?(Hash)

          OAUTH_HOST if litmus?(provider)
        end
      end

      # @param site [String, nil]
      # @param options [Hash{Symbol => Object}]
      def initialize(site, options)
        @site = site
        @options = options
      end

      # @return [Core] what the settings mean; under WebMock, which only tests have, one that heeds what it forbids
      def core
        return Core.new(to_h) unless defined?(::WebMock)

        require_relative "testing/web_mock_guard"
        # A connection that is opened ahead, while something else is asked, would not be seen.
        Testing::WebMockGuard.guard(Core.new(to_h.update(preconnect: false)))
      end

      # @return [Hash{Symbol => Object}] the settings as the core reads them
      def to_h
        settings = given
        settings.each_pair { |key, value| settings[key] = Plain.setting(key, value) }
        settings[:ssl] = ssl(settings[:ssl]) if settings[:ssl].is_a?(Hash)
        settings[:proxy] = proxy(settings[:proxy]) if settings[:proxy].is_a?(Hash)
        settings[:proxy] = false if settings[:proxy] == "" # as an empty variable gives it, and as Faraday takes it
        settings
      end

      private

      def given
        settings = connection
        @options.each_pair { |key, value| settings[key] = value if known?(key) && !value.nil? }
        settings.update(site: @site, preconnect: @options[:preconnect] ? true : false, **provider)
      end

      # Another provider's host for Litmus's tokens would be as wrong as Litmus's for another's.
      def provider
        chosen = @options[:provider]
        return { api_host: @options[:api_host] || API_HOST } if self.class.litmus?(chosen)

        { provider: chosen, api_host: @options[:api_host] }.compact
      end

      # Whether the core knows the key; one that nobody knows is named.
      def known?(key)
        KEYS.fetch(key) { name(key, "") }
      end

      def connection
        opts = hash(@options[:connection_opts], "[:connection_opts]")
        return {} if opts.empty?

        opts = Plain.symbolized(opts)
        request = Plain.symbolized(hash(opts[:request], "[:connection_opts][:request]"))
        name_unsupported(opts, CONNECTION, "[:connection_opts]")
        name_unsupported(request, REQUEST, "[:connection_opts][:request]")
        request.slice(*REQUEST).merge(opts.slice(:ssl, :proxy, :headers)).compact
      end

      def ssl(options)
        name_unsupported(options, SSL, "[:ssl]")
        options.slice(*SSL).compact
      end

      def hash(value, place)
        return value || {} if value.nil? || value.is_a?(Hash)

        hint = "Give request, ssl, proxy and headers, as Faraday has them"
        raise ConfigurationError.new("client_options#{place} is not a Hash", code: :invalid_setting, hint:)
      end

      # Faraday takes a proxy as an address, or as a Hash with the credentials beside it.
      def proxy(given)
        require "uri"
        uri = URI.parse(given[:uri].to_s)
        credentials = given.values_at(:user, :password).compact
        uri.userinfo = credentials.map { |part| percent_encode(part) }.join(":") if given[:user]
        uri.to_s
      rescue URI::Error
        hint = "Write it as \"http://host:port\", with user and password beside it"
        error = ConfigurationError.new("client_options[:proxy][:uri] is not a URL", code: :invalid_proxy, hint:)
        raise error, cause: nil # which would quote the address, password and all
      end

      def percent_encode(text)
        URI.encode_www_form_component(text).gsub("+", "%20")
      end

      def name_unsupported(options, supported, place)
        options.each_key { |key| name(key, place) unless supported.include?(key) }
      end

      def name(key, place)
        self.class.warn_once("#{place}[#{key.inspect}]")
        false
      end
    end
  end
end
