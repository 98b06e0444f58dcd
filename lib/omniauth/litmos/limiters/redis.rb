# frozen_string_literal: true

require "omniauth/litmos"
require "omniauth/litmus/redis_commands"
require "securerandom"

module OmniAuth
  module Litmos
    module Limiters
      # For all processes and machines that share a Redis. Its clock is the one that counts, and what a process had
      # taken that was killed is free again a window later.
      #
      #     require "omniauth/litmos/limiters/redis"
      #     limiter = OmniAuth::Litmos::Limiters::Redis.new(Redis.new)
      #     OmniAuth::Litmos::Client.new(api_key: key, source: "my-app", limiter:)
      #
      # In Redis there is a digest of the API key, and the key itself nowhere.
      class Redis
        include Waiting
        include OmniAuth::Litmus::RedisCommands

        # A sorted set has a member a request, with its moment in milliseconds; older than the window they are taken
        # out. Both keys are of one slot of a cluster. Before version 5 Redis wants to be told that time decides.
        NOW = <<~LUA
          if redis.replicate_commands then redis.replicate_commands() end
          local clock = redis.call('TIME')
          local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
          local function add(count, window, name)
            for number = 1, count do redis.call('ZADD', KEYS[1], now, name .. ':' .. number) end
            redis.call('PEXPIRE', KEYS[1], window)
          end
        LUA
        # How many are taken, or with a minus the milliseconds to wait.
        TAKE = "#{NOW}#{<<~LUA}".freeze
          local held = redis.call('PTTL', KEYS[2])
          if held > 0 then return -held end
          local window = tonumber(ARGV[2])
          redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
          local free = ARGV[1] - redis.call('ZCARD', KEYS[1])
          if free <= 0 then
            local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
            return -math.max(1, oldest[2] + window - now)
          end
          local taken = math.min(free, ARGV[3])
          add(taken, window, ARGV[4])
          return taken
        LUA
        CHARGE = "#{NOW}add(tonumber(ARGV[1]), ARGV[2], ARGV[3])\nreturn 1".freeze
        HOLD = <<~LUA
          if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
          return 1
        LUA
        HELD = "return redis.call('EXISTS', KEYS[1])"
        private_constant :NOW, :TAKE, :CHARGE, :HOLD, :HELD

        # @return [Integer, nil] requests in a window; nil before {#for}
        attr_reader :rate

        # @return [Numeric, nil] seconds; nil before {#for}
        attr_reader :window

        # @param redis [::Redis, ::RedisClient, ::ConnectionPool] as for {OmniAuth::Litmus::Stores::Redis}
        # @param prefix [String] of the keys
        def initialize(redis, prefix: "litmos")
          @redis = redis
          @prefix = prefix
        end

        # @param key [String] a digest: whose requests are counted together
        # @param rate [Integer] requests
        # @param window [Numeric] seconds
        # @return [Redis] that counts them
        def for(key, rate:, window:)
          dup.tap { |limiter| limiter.count(key, rate, window) }
        end

        # @see Waiting
        # @raise [StoreError]
        def take(most = 1)
          taken = run(TAKE, [@made, @held], rate, milliseconds(kept_window), most, SecureRandom.hex(8))
          taken.positive? ? taken : -taken / 1000.0
        end

        # @see Memory#charge
        # @raise [StoreError]
        def charge(count)
          run(CHARGE, [@made], count, milliseconds(kept_window), SecureRandom.hex(8))
        end

        # @see Memory#hold
        # @raise [StoreError]
        def hold(seconds)
          run(HOLD, [@held], milliseconds(seconds))
        end

        # @see Memory#held?
        # @raise [StoreError]
        def held?
          run(HELD, [@held]).positive?
        end

        # @return [String]
        def inspect
          "#<#{self.class} #{@prefix}>"
        end

        protected

        def count(key, rate, window)
          @rate = rate
          @window = window
          @made = "#{@prefix}:{#{key}}:made"
          @held = "#{@prefix}:{#{key}}:held"
        end

        private

        def milliseconds(seconds)
          (seconds * 1000).ceil
        end
      end
    end
  end
end
