# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      # Commands and scripts of Redis, through whatever client the app has in `@redis`, or a pool of such.
      #
      # @api private
      module RedisCommands
        # What clients and their pools raise, as far as they are there.
        FAILURES = ["::Redis::BaseError", "::RedisClient::Error", "::ConnectionPool::Error",
                    "::ConnectionPool::TimeoutError"].freeze
        private_constant :FAILURES

        private

        # A script is atomic in Redis.
        def run(script, names, *arguments)
          call("EVAL", script, names.length, *names, *arguments)
        end

        def call(*command)
          lent { |client| client.call(*command) }
        end

        # A client that is there for the block alone. What takes commands itself is asked itself: a wrapper that puts
        # something before each name may have the `with` of the client inside, which does not.
        def lent(&)
          @redis.respond_to?(:call) ? yield(@redis) : @redis.with(&)
        rescue *failures => e
          raise StoreError.new("Redis could not be used (#{e.class})", code: :store_failed, retryable: true,
                                                                       hint: "Check that it runs and may be written to")
        end

        def failures
          FAILURES.filter_map { |name| Object.const_get(name) if Object.const_defined?(name) } +
            [SystemCallError, IOError]
        end
      end
    end
  end
end
