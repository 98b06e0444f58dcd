# frozen_string_literal: true

require "digest/sha2"

module OmniAuth
  module Litmos
    # Where the API is, by region.
    REGIONS = { us: "https://api.litmos.com/v1.svc", eu: "https://api.litmoseu.com/v1.svc",
                au: "https://api.litmos.com.au/v1.svc" }.freeze

    # The settings of a {Client}, and what is made of them when it is wanted.
    #
    # @api private
    class Client::Settings
      include OmniAuth::Litmus::Unserializable

      DEFAULTS = { api_key: nil, source: nil, region: :us, base_url: nil, token_source: nil, site: nil,
                   limiter: Limiters::Memory, rate_limit: 100, rate_window: 60, timeout: 120, retries: 2,
                   client_options: {} }.freeze
      # Seconds of one attempt, whatever time there is for waiting.
      ATTEMPT = 15
      # What a call may say, and what of it the core is told.
      TOLD = %i[verb url params headers json].freeze
      KEYS = [*TOLD, :timeout, :retries, :raise_errors].freeze
      Plain = OmniAuth::Litmus::Plain
      private_constant :DEFAULTS, :ATTEMPT, :TOLD, :KEYS, :Plain

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
        base&.delete_suffix("/") || raise(wrong("region", :unknown_region, "Use one of #{REGIONS.keys.join(", ")}"))
      end

      # @param path [String]
      # @return [String]
      def address(path)
        path.match?(%r{\Ahttps?://}i) ? path : "#{base_url}/#{path.delete_prefix("/")}"
      end

      # @param opts [Hash] as for {Client#request}
      # @return [Hash] what the core's client is asked
      # @raise [ConfigurationError] without a source, or for a call that is not understood
      def call(opts)
        check(opts)
        call = opts.slice(*TOLD).compact
        call[:url] = address(call[:url]) if call.key?(:url)
        call[:json] = Timestamps.write(call[:json]) if call.key?(:json)
        call.merge(params: { source: self[:source], **(call[:params] || {}) })
      end

      # @param left [Float] seconds to the call's deadline
      # @return [Float] seconds for an attempt
      def attempt(left)
        most = Plain.number!("client_options[:timeout]", self[:client_options][:timeout] || ATTEMPT)
        [left, most].min.clamp(0.001, nil)
      end

      # @return [Throttle]
      def pace
        @pace ||= begin
          rate, window = %i[rate_limit rate_window].map { |name| Plain.number!(name, self[name]) }
          Throttle.new(self[:limiter].for(digest, rate:, window:))
        end
      end

      # @return [ApiKeySource, TokenSource] what makes the calls
      def access
        @access ||= self[:token_source] || ApiKeySource.new(core) { api_key }
      end

      # @return [Array<String>] what calls have shown to the API, and no words of its may repeat
      # @raise [Error] where a token cannot be had any more
      def secrets
        source = self[:token_source]
        source ? [source.token.token] : access.keys
      end

      # @return [String] without the API key
      def inspect
        place = (self[:base_url] || self[:region]).to_s.sub(%r{//[^/]*@}, "//")
        "base_url=#{place.inspect} source=#{self[:source].inspect} " \
          "api_key=#{self[:api_key] ? "[REDACTED]" : "nil"}"
      end

      private

      # Whose requests are counted together: Litmos counts those of an organisation, with all keys and tokens.
      def digest
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
        raise wrong("api_key", :missing_api_key, "Give api_key:, or token_source:") if key.strip.empty?

        key
      end

      def check(opts)
        hint = "Give source: the name of your application"
        raise wrong("source", :missing_source, hint) if self[:source].to_s.strip.empty?

        odd = opts.keys - KEYS
        raise wrong("call's #{odd.first.inspect}", :invalid_value, "A call has #{KEYS.join(", ")}") if odd.any?
      end

      def wrong(name, code, hint)
        OmniAuth::Litmus::ConfigurationError.new("The #{name} of the Litmos client is missing or wrong", code:, hint:)
      end
    end
  end
end
