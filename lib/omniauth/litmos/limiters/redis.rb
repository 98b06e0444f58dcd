# frozen_string_literal: true

require "omniauth/litmos"
require "omniauth/litmus/redis_commands"
require "securerandom"

module OmniAuth
  module Litmos
    module Limiters
      # Counts the requests of all processes and machines that share a Redis, by its clock. Permits of a process that
      # was killed are free again after a window.
      #
      #     require "omniauth/litmos/limiters/redis"
      #     limiter = OmniAuth::Litmos::Limiters::Redis.new(Redis.new)
      #     OmniAuth::Litmos::Client.new(api_key: key, source: "my-app", limiter:)
      #
      # The keys in Redis have a digest of the base URL and the site in them, and no API key.
      class Redis
        include Waiting
        include OmniAuth::Litmus::RedisCommands

        # The same sliding window as {SlidingWindow}, as a sorted set with a member for each request and its time in
        # milliseconds as the score. Both keys have the same hash tag, as a Redis cluster requires. Before version 5, a
        # script that calls TIME has to ask for the replication of its commands.
        NOW = <<~LUA
          if redis.replicate_commands then redis.replicate_commands() end
          local clock = redis.call('TIME')
          local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
          local function add(count, window, name)
            for number = 1, count do redis.call('ZADD', KEYS[1], now, name .. ':' .. number) end
            redis.call('PEXPIRE', KEYS[1], window)
          end
        LUA
        # Returns how many requests are granted, or minus the milliseconds to wait.
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
          local granted = math.min(free, ARGV[3])
          add(granted, window, ARGV[4])
          return granted
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

        # @param key [String] a digest; requests with the same key are counted together
        # @param rate [Integer] requests
        # @param window [Numeric] seconds
        # @return [Redis] a limiter for this key
        def for(key, rate:, window:)
          dup.tap { |limiter| limiter.count(key, rate, window) }
        end

        # @see Memory#take
        # @raise [StoreError]
        def take(most = 1)
          granted = run(TAKE, [@made, @held], rate, milliseconds(padded_window), most, SecureRandom.hex(8))
          granted.positive? ? granted : -granted / 1000.0
        end

        # @see Memory#charge
        # @raise [StoreError]
        def charge(count)
          run(CHARGE, [@made], count, milliseconds(padded_window), SecureRandom.hex(8))
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
