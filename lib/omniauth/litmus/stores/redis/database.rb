# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      # Which database of which Redis a client works in, by its settings: nothing is asked. What a subclass or a wrapper
      # (redis-namespace), a cluster or Sentinel makes of a name is not seen from here: such a client is known by itself
      # alone.
      #
      # @api private
      module RedisDatabase
        class << self
          # @param client [Object]
          # @return [Array] equal for clients of one database, and for no others
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

          # Since version 5 it is built on redis-client.
          def of_gem_redis(client)
            core = client._client
            return plain(core.config) if core.respond_to?(:config)
            return unless core.instance_of?(::Redis::Client) && !core.options[:sentinels]

            [core.path || core.host, core.port, core.db]
          end

          # A builder of commands may put something before each name, as a middleware may.
          def plain(config)
            return unless config.instance_of?(::RedisClient::Config)

            [config.path || config.host, config.port, config.db, config.command_builder, config.middlewares_stack]
          end
        end
      end
    end
  end
end
