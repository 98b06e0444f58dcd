# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Sends commands and scripts to Redis, with the app's client or pool of clients in `@redis`. Stores and limiters
    # include it.
    #
    # @api private
    module RedisCommands
      # What the clients and their pools raise; those that the app has loaded.
      FAILURES = ["::Redis::BaseError", "::RedisClient::Error", "::ConnectionPool::Error",
                  "::ConnectionPool::TimeoutError"].freeze
      private_constant :FAILURES

      private

      # Redis runs a script atomically.
      def run(script, names, *arguments)
        call("EVAL", script, names.length, *names, *arguments)
      end

      def call(*command)
        with_client { |client| client.call(*command) }
      end

      # Yields a client. One with `call` is used directly, and not through its `with`: a wrapper that prefixes each
      # key may delegate `with` to the client inside, which does not.
      def with_client(&)
        @redis.respond_to?(:call) ? yield(@redis) : @redis.with(&)
      rescue *failures => e
        raise StoreError.new("Redis could not be used (#{e.class})", code: :store_failed, retryable: true,
                                                                     hint: "Check that it runs and accepts writes")
      end

      def failures
        FAILURES.filter_map { |name| Object.const_get(name) if Object.const_defined?(name) } +
          [SystemCallError, IOError]
      end
    end
  end
end
