# frozen_string_literal: true

require "json"
require "omniauth/litmus"
require_relative "compare_and_set"
require_relative "encryption"
require_relative "redis_commands"
require_relative "redis_database"
require_relative "redis_names"

module OmniAuth
  module Litmus
    module Stores
      # Keeps a pair under a key of Redis, encrypted as one text, with all of its members. The lease is a second key,
      # which Redis itself lets go when its time is over; no name of a pair is spelled like a lease.
      #
      #     store = OmniAuth::Litmus::Stores::Redis.new(Redis.new, "litmus:#{user.id}", encryption: secrets)
      #
      # The keys never expire, and hold the only copy of a refresh token: use a Redis that keeps what it is given
      # (`maxmemory-policy noeviction`, and persistence), not a cache.
      class Redis
        include CompareAndSet
        include RedisCommands
        include Unserializable

        # In Redis a script is atomic. Each has one key, so that a cluster knows where to run it. The values of `SWAP`
        # are "0" for nothing, or "1" and the text. `ACQUIRE` says 2 where something stands that has no end, so that it
        # is no lease.
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
        # What stands under a name without an end, as pairs do and leases never.
        FOR_EVER = <<~LUA
          return redis.call('PTTL', KEYS[1]) == -1 and redis.call('GET', KEYS[1])
        LUA
        private_constant :SWAP, :ACQUIRE, :RELEASE, :FOR_EVER

        # @param redis [::Redis, ::RedisClient, ::ConnectionPool] a client of the gem redis (4.8 or newer) or
        #   redis-client, or a pool of such
        # @param name [String] the key in Redis; the lease is at the same with `:lease` after it. A name that itself
        #   ends so ("bob:lease") has its tokens at the same with `:pair` after it
        # @param encryption [Encryption, String, Array<String>, false, nil] secrets, the current one first; nil: Rails'
        #   `secret_key_base`; false: tokens are kept in plain text
        def initialize(redis, name, encryption: nil)
          @redis = redis
          @names = RedisNames.new(name.to_s)
          @encryption = Encryption.for(encryption) unless encryption == false
        end

        # @return [String]
        def key
          "redis:#{@names.given}"
        end

        # Which key of which database.
        #
        # @return [Array]
        # @raise [StoreError]
        def place
          [*lent { |client| RedisDatabase.of(client) }, @names.given]
        end

        # @param pair [Hash, nil]
        # @return [void]
        # @raise [StoreError, ConfigurationError]
        def write(pair)
          sealed = form_of(pair)
          move_in
          sealed ? call("SET", @names.pair, sealed) : call("DEL", @names.pair)
        end

        # @param owner [String]
        # @param seconds [Numeric]
        # @return [Boolean]
        # @raise [StoreError]
        def acquire(owner, seconds)
          milliseconds = (seconds * 1000).ceil
          answer = run(ACQUIRE, [@names.lease], owner, milliseconds)
          return answer == 1 unless answer == 2 && move(@names.lease, @names.beside_lease)

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
          move_in
          call("GET", @names.pair)
        end

        def swap(seen, sealed)
          compare_and_set(@names.pair, seen, sealed)
        end

        def compare_and_set(name, seen, sealed)
          run(SWAP, [name], *[seen, sealed].map { |text| text ? "1#{text}" : "0" }) == 1
        end

        def move_in
          move(@names.given, @names.pair) if @names.formerly_a_lease?
        end

        # Earlier versions kept the pair of "bob:lease" where Bob's lease belongs. One key at a time, so that a cluster
        # can do it; whoever is faster has moved the same.
        #
        # @return [Boolean] whether there was anything to move
        def move(from, to)
          kept = run(FOR_EVER, [from]) or return false

          call("SET", to, kept, "NX")
          compare_and_set(from, kept, nil)
          true
        end

        def seal(pair)
          return if pair.nil?

          json = JSON.generate(pair, max_nesting: MOST_NESTED)
          @encryption ? @encryption.seal(json, @names.given) : json
        end

        def unseal(seen)
          return if seen.nil?

          json, outdated = @encryption ? @encryption.unseal(seen, @names.given) : seen
          pair = JSON.parse(json, max_nesting: MOST_NESTED)
          pair.is_a?(Hash) ? [pair, outdated] : raise(unreadable)
        rescue JSON::ParserError
          # Without its message and cause, which would quote the text.
          raise unreadable, cause: nil
        end

        def unreadable
          StoreError.new("What Redis has under the key is not a pair of tokens",
                         code: :not_decrypted, hint: "Give the store its encryption, and a key of its own")
        end

        def serializable_form
          "the key"
        end
      end
    end
  end
end
