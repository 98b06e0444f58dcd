# frozen_string_literal: true

require "omniauth/litmus/stores/redis"
require "omniauth/litmus/token_source"
require_relative "../../spec/support/redis_server"
require_relative "../../spec/support/throw_away_ca"
require_relative "fault"

module Soak
  # A thread of an app that calls the API for one user after the other, with a source for each call.
  class Caller
    SECRET = "a secret of the soak, which is long enough"
    # Of a life of three seconds.
    LEEWAY = 1

    class << self
      # @return [::Redis] of its own
      def redis = ::Redis.new(path: RedisServer.shared.path)

      # @param redis [::Redis]
      # @param user [Integer]
      # @return [OmniAuth::Litmus::Stores::Redis]
      def store(redis, user)
        OmniAuth::Litmus::Stores::Redis.new(redis, "soak:#{user}", encryption: SECRET)
      end

      # Counts events of this process, once it is asked to.
      #
      # @return [void]
      def listen
        @events ||= redis.tap(&:ping)
        OmniAuth::Litmus.subscriber = lambda do |name, payload|
          @events.incr("soak:#{name}") unless payload[:code] && name.start_with?("refresh")
        end
      end

      # @param event [Symbol] `:refresh` or `:reauthorization`
      # @return [Integer] how often it happened, in all processes
      def count(redis, event) = redis.get("soak:#{event}.litmus").to_i
    end

    # @param provider [Provider]
    # @param users [Integer]
    def initialize(provider, users)
      @users = users
      @redis = self.class.redis
      ssl = { ca_file: ThrowAwayCA.shared.ca_file }
      @client = OmniAuth::Litmus::Client.new(provider.client_id, provider.client_secret,
                                             site: provider.base_url, timeout: Fault::DEADLINE, ssl:)
      self.class.listen
    end

    # @param number [Integer] of the call
    # @return [String] "own", or what went wrong
    def call(number)
      user = number % @users
      source = OmniAuth::Litmus::TokenSource.new(@client, self.class.store(@redis, user), leeway: LEEWAY)
      id = source.get("/v2/users/current", params: { n: number }).parsed["user"]["id"]
      id == user ? "own" : "answered as #{id.inspect}"
    rescue OmniAuth::Litmus::Error => e
      e.code.to_s
    end

    # @return [void]
    def close
      @redis.close
    end
  end
end
