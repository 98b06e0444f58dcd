# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Client
      # Reads `client_options`, including the spellings of the oauth2 gem, and warns of keys that have no effect.
      #
      # It is not called Settings, because subclasses of {Client} would find it in place of an app's own `Settings`.
      #
      # @api private
      class CoreSettings
        include Unserializable

        # Keys that the core reads under the same names.
        CORE = %i[
          authorize_url token_url revoke_url token_method auth_scheme token_format
          headers timeout open_timeout max_redirects max_response_size proxy ssl api_origins insecure_http_hosts
        ].freeze
        # Keys that {Client} itself reads.
        RUBY = %i[site redirect_uri raise_errors connection_opts preconnect provider api_host].freeze
        # The keys of `connection_opts` that have an effect.
        CONNECTION = %i[request ssl proxy headers].freeze
        # The keys of `connection_opts[:request]`, in seconds.
        REQUEST = %i[timeout open_timeout].freeze
        # The keys of `ssl`.
        SSL = %i[verify ca_file ca_path].freeze
        # Every known key, and whether it goes to the core.
        KEYS = { **CORE.to_h { |key| [key, true] }, **RUBY.to_h { |key| [key, false] } }.freeze
        # Keys under which a credential may stand: settings with one of them are read anew each time.
        CONFIDENTIAL = %i[headers proxy provider].freeze
        # What settings are made of, besides Strings, Arrays and Hashes.
        PLAIN = [NilClass, TrueClass, FalseClass, ::Symbol, ::Integer].freeze
        # How many settings are remembered.
        MAX_KNOWN = 8
        # How deep settings are. Data may contain itself, also under keys that the core does not read.
        MAX_LEVELS = 5
        private_constant :CORE, :RUBY, :CONNECTION, :REQUEST, :SSL, :KEYS, :CONFIDENTIAL, :PLAIN, :MAX_KNOWN,
                         :MAX_LEVELS

        @warned = {}
        @known = [].freeze
        class << self
          # Warns of a setting once in a process.
          #
          # @param setting [String] such as `client_options[:builder]`
          # @return [void]
          def warn_once(setting)
            return if @warned[setting]

            @warned[setting] = true
            OmniAuth.logger.warn("(litmus) #{setting} is not supported and has no effect; " \
                                 "see docs/guides/moving-from-omniauth-litmus.md of omniauth-litmus-rs")
          end

          # @param provider [String, Symbol, Hash, nil] the setting
          # @return [Boolean] whether it is Litmus
          def litmus?(provider)
            provider.nil? || (!provider.is_a?(Hash) && provider.to_s == "litmus")
          end

          # @param provider [String, Symbol, Hash, nil] the setting
          # @return [String, nil] the site to use if none is configured; nil if the core knows it
          def site(provider)
            return provider[:site] || provider["site"] if provider.is_a?(Hash)

            OAUTH_HOST if litmus?(provider)
          end

          # A strategy has the same settings for all its requests, unless its `setup` changes them. Those that were read
          # last are known by their content, and need not be read again.
          #
          # @param site [String, nil]
          # @param options [Hash{Symbol => Object}]
          # @return [CoreSettings]
          # @raise [ConfigurationError]
          def of(site, options)
            return new(site, options) if defined?(::WebMock)

            @known.find { |known| known.of?(site, options) } || new(site, options).tap { |settings| remember(settings) }
          end

          private

          # The list is never written to, so that other threads may read it meanwhile. All in it is frozen: so another
          # Ractor may read it, too, and hears from the core that it may not call.
          def remember(settings)
            settings.core.freeze
            @known = [settings.freeze, *@known.first(MAX_KNOWN - 1)].freeze if settings.plain?
          end
        end

        # @param site [String, nil]
        # @param options [Hash{Symbol => Object}]
        def initialize(site, options)
          @site = copy_of(site)
          @options = copy_of(options)
          @api_host = API_HOST
        end

        # @param site [String, nil]
        # @param options [Hash{Symbol => Object}]
        # @return [Boolean] whether these are still the settings that were given. The copy is asked, so that no `==` of
        #   the app's has a say in it
        def of?(site, options)
          @site.eql?(site) && @options.eql?(options) && @api_host.eql?(API_HOST)
        end

        # @return [Boolean] whether these are plain data, in which no credential can stand: nothing of them is a header
        #   field, a proxy or unknown, and no address has a user
        def plain?
          plain_value?(@site) && @options.all? do |key, value|
            key == :connection_opts ? value == {} : KEYS.key?(key) && !CONFIDENTIAL.include?(key) && plain_value?(value)
          end
        end

        # @return [Core] in a test with WebMock, one that makes no call that WebMock forbids
        # @raise [ConfigurationError]
        def core
          @core ||= read
        end

        # @return [Hash{Symbol => Object}] the settings as the core reads them
        def to_h
          settings = given
          settings.each_pair { |key, value| settings[key] = Plain.setting(key, value) }
          settings[:ssl] = ssl(settings[:ssl]) if settings[:ssl].is_a?(Hash)
          settings[:proxy] = proxy(settings[:proxy]) if settings[:proxy].is_a?(Hash)
          settings[:proxy] = false if settings[:proxy] == "" # an empty environment variable means no proxy
          settings
        end

        private

        # A frozen copy, which no longer equals the settings when a Hash, an Array or a text in them has changed.
        def copy_of(value, levels = MAX_LEVELS)
          return value if levels.zero?

          case value
          when ::Hash then value.transform_values { |inner| copy_of(inner, levels - 1) }.freeze
          when ::Array then value.map { |inner| copy_of(inner, levels - 1) }.freeze
          else copy_of_text(value)
          end
        end

        # Of a String, and of what is read as one: a URI, a delegator.
        def copy_of_text(value)
          return -value if value.is_a?(::String)

          value.respond_to?(:to_str) || value.respond_to?(:scheme) ? value.dup : value
        end

        def plain_value?(value, levels = MAX_LEVELS)
          case value
          when ::Hash then plain_value?(value.to_a, levels)
          when ::Array then levels.positive? && value.all? { |inner| plain_value?(inner, levels - 1) }
          when ::String then plain_text?(value)
          else PLAIN.any? { |kind| value.is_a?(kind) }
          end
        end

        def plain_text?(value)
          value.encoding.ascii_compatible? && !value.include?("@")
        end

        def read
          return Core.new(to_h) unless defined?(::WebMock)

          require_relative "../testing/web_mock_guard"
          # Connections that are opened in advance would not pass by WebMock.
          Testing::WebMockGuard.guard(Core.new(to_h.update(preconnect: false)))
        end

        def given
          settings = connection
          @options.each_pair { |key, value| settings[key] = value if known?(key) && !value.nil? }
          settings.update(site: @site, preconnect: @options[:preconnect] ? true : false, **provider)
        end

        # Litmus's tokens may go to Litmus's API host, and another provider's tokens to its own only.
        def provider
          chosen = @options[:provider]
          return { api_host: @options[:api_host] || @api_host } if self.class.litmus?(chosen)

          { provider: chosen, api_host: @options[:api_host] }.compact
        end

        # Whether the core reads the key; warns of an unknown one.
        def known?(key)
          KEYS.fetch(key) { warn_of(key, "") }
        end

        def connection
          opts = hash(@options[:connection_opts], "[:connection_opts]")
          return {} if opts.empty?

          opts = Plain.symbolized(opts)
          request = Plain.symbolized(hash(opts[:request], "[:connection_opts][:request]"))
          warn_of_others(opts, CONNECTION, "[:connection_opts]")
          warn_of_others(request, REQUEST, "[:connection_opts][:request]")
          request.slice(*REQUEST).merge(opts.slice(:ssl, :proxy, :headers)).compact
        end

        def ssl(options)
          warn_of_others(options, SSL, "[:ssl]")
          options.slice(*SSL).compact
        end

        def hash(value, name)
          return value || {} if value.nil? || value.is_a?(Hash)

          hint = "Give request, ssl, proxy and headers, as for Faraday"
          raise ConfigurationError.new("client_options#{name} is not a Hash", code: :invalid_setting, hint:)
        end

        # As for Faraday, a proxy is an address or a Hash: `{ uri: "http://proxy:3128", user: "me", password: "…" }`.
        def proxy(given)
          require "uri"
          uri = URI.parse(given[:uri].to_s)
          credentials = given.values_at(:user, :password).compact
          uri.userinfo = credentials.map { |part| percent_encode(part) }.join(":") if given[:user]
          uri.to_s
        rescue URI::Error
          hint = "Write it as \"http://host:port\", with user and password as keys of their own"
          error = ConfigurationError.new("client_options[:proxy][:uri] is not a URL", code: :invalid_proxy, hint:)
          raise error, cause: nil # The cause would quote the address with its password.
        end

        def percent_encode(text)
          URI.encode_www_form_component(text).gsub("+", "%20")
        end

        def warn_of_others(options, supported, parent)
          options.each_key { |key| warn_of(key, parent) unless supported.include?(key) }
        end

        def warn_of(key, parent)
          self.class.warn_once("client_options#{parent}[#{key.inspect}]")
          false
        end
      end
    end
  end
end
