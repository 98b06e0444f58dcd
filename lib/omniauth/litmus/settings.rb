# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Reads `client_options` as users of the oauth2 gem write them, and names what cannot be honoured.
    #
    # @api private
    class Settings
      # Keys that mean to the core what they say.
      CORE = %i[
        authorize_url token_url revoke_url token_method auth_scheme token_format
        headers timeout open_timeout max_redirects proxy ssl api_origins insecure_http_hosts
      ].freeze
      # Keys that {Client} itself reads.
      RUBY = %i[site redirect_uri raise_errors connection_opts].freeze
      # The keys of `connection_opts` (Faraday's) that have a counterpart.
      CONNECTION = %i[request ssl proxy headers].freeze
      # The keys of `connection_opts[:request]`, in seconds.
      REQUEST = %i[timeout open_timeout].freeze
      # The keys of `ssl`.
      SSL = %i[verify ca_file ca_path].freeze
      private_constant :CORE, :RUBY, :CONNECTION, :REQUEST, :SSL

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
      end

      # @param site [String, nil]
      # @param options [Hash{Symbol => Object}]
      def initialize(site, options)
        @site = site
        @options = options
      end

      # @return [Hash{Symbol => Object}] the settings as the core reads them
      def to_h
        name_unsupported(@options, CORE + RUBY, "")
        settings = connection.merge(@options.slice(*CORE)) { |_, inner, outer| outer.nil? ? inner : outer }.compact
        settings[:ssl] = ssl(settings[:ssl]) if settings[:ssl].is_a?(Hash)
        settings[:proxy] = proxy(settings[:proxy]) if settings[:proxy].is_a?(Hash)
        settings.merge(site: @site, api_origins: [API_HOST, *settings[:api_origins]])
      end

      private

      def connection
        opts = @options[:connection_opts] || {}
        request = opts[:request] || {}
        name_unsupported(opts, CONNECTION, "[:connection_opts]")
        name_unsupported(request, REQUEST, "[:connection_opts][:request]")
        request.slice(*REQUEST).merge(opts.slice(:ssl, :proxy, :headers)).compact
      end

      def ssl(options)
        name_unsupported(options, SSL, "[:ssl]")
        options.slice(*SSL).compact.transform_values { |value| value.respond_to?(:to_path) ? value.to_path : value }
      end

      # Faraday takes a proxy's credentials beside its address; a URL holds them inside.
      def proxy(options)
        uri = URI.parse(options[:uri].to_s)
        return uri.to_s unless options[:user]

        uri.userinfo = [options[:user], options[:password]].compact.map { |part| URI.encode_www_form_component(part) }
                                                           .join(":")
        uri.to_s
      end

      def name_unsupported(options, supported, place)
        (options.keys - supported).each { |key| self.class.warn_once("#{place}[#{key.inspect}]") }
      end
    end
  end
end
