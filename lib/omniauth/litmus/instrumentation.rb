# frozen_string_literal: true

module OmniAuth
  # Tells what the gem does, after each event, to whoever listens: ActiveSupport::Notifications where it is loaded, and
  # {Litmus.subscriber} everywhere. A payload holds plain values and no secret, `:duration` in seconds, and `:code`
  # where the event ended in an error.
  #
  # `exchange.litmus`:: a token for a code or for the application's credentials: `grant_type`, `host`
  # `refresh.litmus`:: a new pair for a refresh token: `grant_type`, `host`
  # `request.litmus`:: a call: `method`, `host`, `path` (without the query), `status`, `attempts`
  # `retry.litmus`:: an attempt of a call that was followed by another: `method`, `host`, `path`, `reason` (a status or
  #   an error's code), `waited` (seconds), `attempts` (how many there were until then)
  # `rate_limit.litmus`:: a call that the API refused for the time being: `method`, `host`, `path`, `limit`,
  #   `remaining`, `retry_at`
  # `reauthorization.litmus`:: only a new login helps: `host`, or `key` of the store that holds no usable pair
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
      private_constant :PATH_WITH_SCHEME, :USER

      module_function

      # A request to the token endpoint.
      #
      # @param grant_type [String, nil]
      # @param client [Client]
      # @return [Object] what the block returns
      def token(grant_type, client, &)
        name = grant_type.to_s == "refresh_token" ? "refresh.litmus" : "exchange.litmus"
        return yield unless listening?(name, "reauthorization.litmus")

        host = place(client, "/")[:host]
        begin
          instrument(name, { grant_type:, host: }, &)
        rescue ReauthorizationRequired => e
          instrument("reauthorization.litmus", { host:, code: e.code.to_sym })
          raise
        end
      end

      # A call of the API, and what there was to it.
      #
      # @param verb [Symbol, String]
      # @param url [String] absolute, or relative to the site
      # @param client [Client]
      # @yieldreturn [Response]
      # @return [Response]
      def request(verb, url, client, &)
        return yield unless listening?("request.litmus", "retry.litmus", "rate_limit.litmus")

        call = { method: verb.to_s.upcase, **place(client, url) }
        instrument("request.litmus", call.dup) { |payload| watch(call, payload, &) }
      end

      # Host and path as the core reads the address: never a user, a password or a query. Nothing where it cannot.
      def place(client, url)
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

      # Where nobody listens, nothing is prepared.
      def listening?(*names)
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

      # @param outcome [Response, Error] both know their status, and the attempts before
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
