# frozen_string_literal: true

require "uri"

module OmniAuth
  module Litmus
    class Doctor
      # What is examined: the settings of a sign-in, and the client made of them.
      #
      # @api private
      class Target
        include Unserializable

        # Seconds for a request.
        TIMEOUT = 10
        TEXTS = %i[site api client_id client_secret redirect_uri token].freeze
        TRANSPORT = %i[proxy ca_file timeout].freeze
        private_constant :TEXTS

        attr_reader :site, :api, :client_id, :client_secret, :redirect_uri, :token, :proxy

        # @param client_options [Hash]
        # @param transport [Hash] `proxy`, `ca_file`, `timeout`
        # @param texts [Hash] the other settings; see {Doctor#initialize}
        # @raise [ArgumentError] for an unknown setting
        def initialize(client_options: {}, transport: {}, **texts)
          unknown = texts.keys - TEXTS
          raise ArgumentError, "unknown setting: #{unknown.join(", ")}" unless unknown.empty?

          TEXTS.each { |name| instance_variable_set("@#{name}", presence(texts[name])) }
          @site ||= OAUTH_HOST
          @api = (api || API_HOST).delete_suffix("/")
          @options = client_options
          follow_sandbox
          @transport = transport
          @proxy = transport.fetch(:proxy) { client_options[:proxy] }
        end

        # @return [Client]
        def client
          @client ||= Client.new(client_id, client_secret, client_options)
        end

        # Makes a request without credentials, and raises no error for a response.
        #
        # @return [Response]
        def ask(verb, url, opts = {})
          client.request(verb, url, opts.merge(raise_errors: false, retries: 0))
        end

        # @return [URI::Generic, nil] the site, if it is a URL
        def site_uri
          URI.parse(site)
        rescue URI::InvalidURIError
          nil
        end

        # @return [Boolean] whether the site is a sandbox on this machine, rather than Litmus
        def local?
          LOOPBACK.match?(site_uri&.hostname.to_s)
        end

        # @return [String] the host of the site, with its port if that is not the default
        def host
          uri = site_uri
          return site unless uri&.hostname

          uri.port == uri.default_port ? uri.hostname : "#{uri.hostname}:#{uri.port}"
        end

        # @return [Array<String>] to redact in a report
        def secrets
          urls = [site, api, proxy, redirect_uri, *ENV.values_at(*EffectiveProxy::VARIABLES.values.flatten)]
          passwords = urls.map { |url| password_of(url) }
          [client_secret, token, *passwords].compact.reject(&:empty?)
        end

        # Addresses of this machine.
        LOOPBACK = /\A(([a-z\d_-]+\.)*localhost|127(\.\d+){3}|::1)\z/i

        private

        # Where calls go to a sandbox instead of Litmus, that is what is examined. A client knows as whom.
        def follow_sandbox
          return unless defined?(Testing::Rerouting) && Testing::Rerouting.target

          client = Client.new(client_id, client_secret, { site: })
          @options = { **@options, **Testing::Rerouting.endpoints } if client.site != site
          @client_id = client.id
          @client_secret = client.secret
          @site = client.site
          @api = Testing::Rerouting.shown("#{api}/").delete_suffix("/")
        rescue ConfigurationError
          nil # The first request says that the sandbox's address is wrong.
        end

        # Redirects are not followed, since the checks look at them.
        def client_options
          own = { site:, max_redirects: 0, timeout: @transport[:timeout] || TIMEOUT, proxy: }
          own[:api_origins] = [*@options[:api_origins], api[%r{\A\w+://[^/]+}] || api]
          own[:ssl] = @transport.slice(:ca_file) if @transport[:ca_file]
          @options.merge(own.compact)
        end

        def presence(value)
          value = value.to_s
          value unless value.empty?
        end

        def password_of(url)
          url.to_s[%r{\A[[:cntrl:]\s]*(?:[\w+.-]+:[/\\]*)?[^:@/\\]*:(.*)@}m, 1]
        end
      end
    end
  end
end
