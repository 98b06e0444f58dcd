# frozen_string_literal: true

module OmniAuth
  # Publishes an event after each of the following, through ActiveSupport::Notifications if it is loaded, and always to
  # {Litmus.subscriber}. A payload holds plain values and no secrets; `:duration` is in seconds, and `:code` is there if
  # the event ended with an error.
  #
  # `exchange.litmus`:: tokens for a code, or for the application's credentials: `grant_type`, `host`
  # `refresh.litmus`:: new tokens for a refresh token: `grant_type`, `host`
  # `request.litmus`:: an API call: `method`, `host`, `path` (without the query), `status`, `attempts`
  # `retry.litmus`:: an attempt that was followed by another one: `method`, `host`, `path`, `reason` (a status or the
  #   code of an error), `waited` (seconds), `attempts` (how many so far)
  # `rate_limit.litmus`:: a call that the API's rate limit refused: `method`, `host`, `path`, `limit`, `remaining`,
  #   `retry_at`
  # `reauthorization.litmus`:: only a new login helps: `host`, or `key` of the store without usable tokens
  module Litmus
    class << self
      # @return [#call, nil] called with the name of an event and its payload
      # @example
      #   OmniAuth::Litmus.subscriber = ->(name, payload) { statsd.timing(name, payload[:duration] * 1000) }
      attr_accessor :subscriber
    end

    # @api private
    module Instrumentation
      # `http:/user:password@host`, where the site is on http as well, is a path to the core, and
      # `http:user:password@host` one below the site's (WHATWG URL §4.4).
      PATH_WITH_SCHEME = %r{\A[^/\\?#]*:(?![/\\]{2})}
      USER = %r{(?<=/)[^/]*@}
      REFRESH = %w[refresh.litmus reauthorization.litmus].freeze
      EXCHANGE = %w[exchange.litmus reauthorization.litmus].freeze
      REQUEST = %w[request.litmus retry.litmus rate_limit.litmus].freeze
      private_constant :PATH_WITH_SCHEME, :USER, :REFRESH, :EXCHANGE, :REQUEST

      module_function

      # A request to the token endpoint.
      #
      # @param grant_type [String, nil]
      # @param client [Client]
      # @return [Object] what the block returns
      def token(grant_type, client, &)
        names = grant_type.to_s == "refresh_token" ? REFRESH : EXCHANGE
        return yield unless listening?(names)

        host = location(client, "/")[:host]
        begin
          instrument(names.first, { grant_type:, host: }, &)
        rescue ReauthorizationRequired => e
          instrument("reauthorization.litmus", { host:, code: e.code.to_sym })
          raise
        end
      end

      # An API call, with its retries and rate limit.
      #
      # @param verb [Symbol, String]
      # @param url [String] absolute, or relative to the site
      # @param client [Client]
      # @yieldreturn [Response]
      # @return [Response]
      def request(verb, url, client, &)
        return yield unless listening?(REQUEST)

        call = { method: verb.to_s.upcase, **location(client, url) }
        instrument("request.litmus", call.dup) { |payload| watch(call, payload, &) }
      end

      # Host and path of an address, without credentials and query; empty if the core cannot parse it.
      def location(client, url)
        _, host, path = client.address(url)
        host ? { host:, path: without_user(path, url.to_s.b) } : {}
      rescue ConfigurationError
        {}
      end

      # `/users/ada@example.com` is a path and nothing else.
      def without_user(path, url)
        misspelled = url.match?(PATH_WITH_SCHEME)
        path.gsub(USER) { |user| misspelled || user.match?(/:|%3A/i) ? "" : user }
      end

      # @param name [String]
      # @param payload [Hash{Symbol => Object}]
      # @yieldparam payload [Hash] may be added to
      # @return [Object, nil] what the block returns
      def instrument(name, payload, &)
        return timed(name, payload, &) unless defined?(::ActiveSupport::Notifications)

        ::ActiveSupport::Notifications.instrument(name, payload) { timed(name, payload, &) }
      end

      # Without a listener, no payload is built.
      def listening?(names)
        return true if Litmus.subscriber
        return false unless defined?(::ActiveSupport::Notifications)

        names.any? { |name| ::ActiveSupport::Notifications.notifier.listening?(name) }
      end

      def timed(name, payload)
        began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
        yield payload if block_given?
      rescue Error => e
        payload[:code] = e.code&.to_sym
        raise
      ensure
        payload[:duration] = Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
        Litmus.subscriber&.call(name, payload)
      end

      def watch(call, payload)
        outcome = yield
      rescue Error => e
        outcome = e
        raise
      ensure
        report(call, payload, outcome) if outcome
      end

      # @param outcome [Response, Error] both have `status` and `retries`
      def report(call, payload, outcome)
        error = outcome.is_a?(Error) ? outcome : outcome.error
        payload.update(status: outcome.status, attempts: outcome.retries.size + 1, code: error&.code&.to_sym).compact!
        outcome.retries.each.with_index(1) do |attempt, attempts|
          instrument("retry.litmus", { **call, reason: attempt.reason, waited: attempt.waited, attempts: })
        end
        rate_limited(call, error) if error.is_a?(RateLimited)
      end

      def rate_limited(call, error)
        limits = { limit: error.limit, remaining: error.remaining, retry_at: error.retry_at, code: error.code.to_sym }
        instrument("rate_limit.litmus", { **call, **limits }.compact)
      end
    end
  end
end
