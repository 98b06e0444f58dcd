# frozen_string_literal: true

require "json"
require "omniauth/litmus"
require_relative "compare_and_set"
require_relative "encryption"
require_relative "../redis_commands"
require_relative "redis/database"
require_relative "redis/key_names"

module OmniAuth
  module Litmus
    module Stores
      # Keeps tokens under a key of Redis, with all of their members, encrypted as one text. The lease is a second key,
      # which Redis expires.
      #
      #     store = OmniAuth::Litmus::Stores::Redis.new(Redis.new, "litmus:#{user.id}", encryption: secrets)
      #
      # The key of the tokens never expires, and has the only copy of a refresh token: use a Redis with persistence and
      # `maxmemory-policy noeviction`, not a cache.
      class Redis
        include CompareAndSet
        include RedisCommands
        include Unserializable

        # Each script has one key, so that it runs in a cluster. The arguments of `SWAP` are "0" for nil, or "1"
        # followed by the text. `ACQUIRE` returns 2 if the value under the key has no expiry, so that it is not a lease.
        SWAP = <<~LUA
          local kept = redis.call('GET', KEYS[1])
          if (kept and '1' .. kept or '0') ~= ARGV[1] then return 0 end
          if ARGV[2] == '0' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], string.sub(ARGV[2], 2)) end
          return 1
        LUA
        ACQUIRE = <<~LUA
          local owner = redis.call('GET', KEYS[1])
          if owner and owner ~= ARGV[1] then return redis.call('PTTL', KEYS[1]) == -1 and 2 or 0 end
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
          return 1
        LUA
        RELEASE = <<~LUA
          if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
          return 1
        LUA
        # The value of a key without expiry: tokens, and never a lease.
        GET_PERSISTENT = <<~LUA
          return redis.call('PTTL', KEYS[1]) == -1 and redis.call('GET', KEYS[1])
        LUA
        private_constant :SWAP, :ACQUIRE, :RELEASE, :GET_PERSISTENT

        # @param redis [::Redis, ::RedisClient, ::ConnectionPool] a client of the gem redis (4.8 or newer) or
        #   redis-client, or a pool of them
        # @param name [String] the key in Redis, such as "bob"; the lease is under "bob:lease". The tokens of
        #   "bob:lease" are under "bob:lease:pair"
        # @param encryption [Encryption, String, Array<String>, false, nil] secrets, the current one first; nil: Rails'
        #   `secret_key_base`; false: tokens are kept in plain text
        def initialize(redis, name, encryption: nil)
          @redis = redis
          @names = KeyNames.new(name.to_s)
          @encryption = Encryption.for(encryption) unless encryption == false
        end

        # @return [String]
        def key
          "redis:#{@names.given}"
        end

        # The database and the key.
        #
        # @return [Array]
        # @raise [StoreError]
        def place
          [*with_client { |client| Database.of(client) }, @names.given]
        end

        # @param tokens [Hash, nil]
        # @return [void]
        # @raise [StoreError, ConfigurationError]
        def write(tokens)
          sealed = serialize(tokens)
          move_from_former_key
          sealed ? call("SET", @names.tokens, sealed) : call("DEL", @names.tokens)
        end

        # @param owner [String]
        # @param seconds [Numeric]
        # @return [Boolean]
        # @raise [StoreError]
        def acquire(owner, seconds)
          milliseconds = (seconds * 1000).ceil
          result = run(ACQUIRE, [@names.lease], owner, milliseconds)
          return result == 1 unless result == 2 && move(@names.lease, @names.beside_lease)

          run(ACQUIRE, [@names.lease], owner, milliseconds) == 1
        end

        # @param owner [String]
        # @return [void]
        # @raise [StoreError]
        def release(owner)
          run(RELEASE, [@names.lease], owner)
        end

        # @return [String] without tokens and secrets
        def inspect
          "#<#{self.class} #{@names.given}>"
        end

        private

        def fetch
          move_from_former_key
          call("GET", @names.tokens)
        end

        def swap(seen, sealed)
          compare_and_set(@names.tokens, seen, sealed)
        end

        def compare_and_set(name, seen, sealed)
          run(SWAP, [name], *[seen, sealed].map { |text| text ? "1#{text}" : "0" }) == 1
        end

        def move_from_former_key
          move(@names.given, @names.tokens) if @names.formerly_a_lease?
        end

        # Earlier versions kept the tokens of "bob:lease" under the key of Bob's lease. It takes two steps, because a
        # script in a cluster has one key; if two processes move at the same time, they move the same.
        #
        # @return [Boolean] whether there were tokens to move
        def move(from, to)
          kept = run(GET_PERSISTENT, [from]) or return false

          call("SET", to, kept, "NX")
          compare_and_set(from, kept, nil)
          true
        end

        def seal(tokens)
          return if tokens.nil?

          json = JSON.generate(tokens, max_nesting: MAX_NESTING)
          @encryption ? @encryption.seal(json, @names.given) : json
        end

        def unseal(seen)
          return if seen.nil?

          json, outdated = @encryption ? @encryption.unseal(seen, @names.given) : seen
          tokens = JSON.parse(json, max_nesting: MAX_NESTING)
          tokens.is_a?(Hash) ? [tokens, outdated] : raise(unreadable)
        rescue JSON::ParserError
          raise unreadable, cause: nil # The cause would quote the text.
        end

        def unreadable
          StoreError.new("The value of the Redis key is not tokens of this store",
                         code: :not_decrypted, hint: "Check the encryption of the store, and what else uses the key")
        end

        def serializable_form
          "the key"
        end
      end
    end
  end
end
