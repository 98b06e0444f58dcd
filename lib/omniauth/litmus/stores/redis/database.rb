# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class Redis
        # Identifies the database of a client by its settings, such as `["10.0.0.5", 6379, 0]`, without a request. They
        # do not tell what a subclass, a wrapper (redis-namespace), a cluster or Sentinel makes of a key, so such a
        # client is identified by the object.
        #
        # @api private
        module Database
          class << self
            # @param client [Object]
            # @return [Array] equal for clients of the same database, and for no others
            def of(client)
              settings(client) || [client.class, client.__id__]
            end

            private

            def settings(client)
              case client.class.name
              when "Redis" then client.respond_to?(:_client) && of_gem_redis(client)
              when "RedisClient", "RedisClient::Pooled" then plain(client.config)
              end
            end

            # Version 5 is built on redis-client.
            def of_gem_redis(client)
              core = client._client
              return plain(core.config) if core.respond_to?(:config)
              return unless core.instance_of?(::Redis::Client) && !core.options[:sentinels]

              [core.path || core.host, core.port, core.db]
            end

            # The command builder and the middlewares belong to it, because they may prefix the keys.
            def plain(config)
              return unless config.instance_of?(::RedisClient::Config)

              [config.path || config.host, config.port, config.db, config.command_builder, config.middlewares_stack]
            end
          end
        end
      end
    end
  end
end
