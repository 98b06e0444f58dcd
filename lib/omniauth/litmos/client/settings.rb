# frozen_string_literal: true

require "digest/sha2"

module OmniAuth
  module Litmos
    class Client
      # The settings of a {Client}, validated when they are used, and the objects made of them.
      #
      # @api private
      class Settings
        include OmniAuth::Litmus::Unserializable

        DEFAULTS = { api_key: nil, source: nil, region: :us, base_url: nil, token_source: nil, site: nil,
                     limiter: Limiters::Memory, rate_limit: 100, rate_window: 60, timeout: 120, retries: 2,
                     client_options: {} }.freeze
        # Options of a call that the core takes, and those that are for {Client} alone.
        CORE_OPTIONS = %i[verb url params headers json body].freeze
        CALL_OPTIONS = [*CORE_OPTIONS, :timeout, :retries, :raise_errors].freeze
        Plain = OmniAuth::Litmus::Plain
        private_constant :DEFAULTS, :CORE_OPTIONS, :CALL_OPTIONS, :Plain

        # @param settings [Hash] as for {Client#initialize}
        def initialize(settings)
          unknown = settings.keys - DEFAULTS.keys
          raise ArgumentError, "unknown keyword: #{unknown.join(", ")}" if unknown.any?

          @settings = { **DEFAULTS, **settings.compact }.freeze
        end

        # @return [Object]
        def [](name)
          @settings.fetch(name)
        end

        # @return [String] without a slash at the end
        # @raise [ConfigurationError]
        def base_url
          base = Plain.text(self[:base_url]) || REGIONS[self[:region].to_s.to_sym]
          base&.delete_suffix("/") || raise(invalid("region", "Use one of #{REGIONS.keys.join(", ")}",
                                                    code: :unknown_region))
        end

        # @param path [String]
        # @return [String] the URL
        # @raise [ConfigurationError] for what is no text
        def address(path)
          path = Plain.text(path).to_s
          raise invalid("path", "Give a path below the base URL, such as /users", code: :invalid_value) if path.empty?

          path.match?(%r{\Ahttps?://}i) ? path : "#{base_url}/#{path.delete_prefix("/")}"
        end

        # @param opts [Hash] as for {Client#request}
        # @return [Hash] as for {OmniAuth::Litmus::Client#request}
        # @raise [ConfigurationError] without a `source`, or for an unknown option
        def call(opts)
          check(opts)
          call = opts.slice(*CORE_OPTIONS).compact
          call[:url] = address(call[:url]) if call.key?(:url)
          call[:json] = Timestamps.format(call[:json]) if call.key?(:json)
          call.merge(params: { source: self[:source], **(call[:params] || {}).transform_keys(&:to_sym) })
        end

        # @param remaining [Float] seconds to the deadline of the call
        # @return [Float] seconds for an attempt
        def attempt_timeout(remaining)
          timeout = self[:client_options][:timeout] || OmniAuth::Litmus::Client::DEFAULT_TIMEOUT
          timeout = Plain.number!("client_options[:timeout]", timeout)
          [remaining, timeout].min.clamp(0.001, nil)
        end

        # @return [Throttle]
        def throttle
          @throttle ||= begin
            rate, window = %i[rate_limit rate_window].map { |name| Plain.number!(name, self[name]) }
            Throttle.new(self[:limiter].for(organisation, rate:, window:))
          end
        end

        # @return [ApiKeySource, TokenSource]
        def token_source
          @token_source ||= self[:token_source] || ApiKeySource.new(core) { api_key }
        end

        # @return [Array<String>] keys or tokens that were sent, and that a response may therefore repeat
        # @raise [Error] if there is no token any more
        def secrets
          self[:token_source] ? [token_source.token.token] : token_source.keys
        end

        # @return [String] without the API key
        def inspect
          place = (self[:base_url] || self[:region]).to_s.sub(%r{//[^/]*@}, "//")
          "base_url=#{place.inspect} source=#{self[:source].inspect} " \
            "api_key=#{self[:api_key] ? "[REDACTED]" : "nil"}"
        end

        private

        # Litmos counts the requests of an organisation, with all its keys and tokens.
        def organisation
          site = self[:site] || self[:token_source]&.client&.site
          Digest::SHA256.hexdigest("#{base_url}\n#{site}")[0, 32]
        end

        def core
          OmniAuth::Litmus::Client.new(nil, nil, { provider: "litmos", site: base_url[%r{\A\w+://[^/]+}],
                                                   **self[:client_options] })
        end

        def api_key
          key = self[:api_key]
          key = Plain.text(key.respond_to?(:call) ? key.call : key).to_s
          raise invalid("api_key", "Give api_key:, or token_source:", code: :missing_api_key) if key.strip.empty?

          key
        end

        def check(opts)
          hint = "Give source: the name of your application"
          raise invalid("source", hint, code: :missing_source) if self[:source].to_s.strip.empty?

          raise invalid("call", 'Give a Hash, such as { url: "/users" }', code: :invalid_value) unless opts.is_a?(Hash)

          unknown = opts.keys - CALL_OPTIONS
          return if unknown.empty?

          hint = "A call takes #{CALL_OPTIONS.join(", ")}"
          raise invalid("option #{unknown.first.inspect}", hint, code: :invalid_value)
        end

        def invalid(name, hint, code:)
          OmniAuth::Litmus::ConfigurationError.new("The #{name} of the Litmos client is missing or wrong", code:, hint:)
        end
      end
    end
  end
end
