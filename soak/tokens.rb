# frozen_string_literal: true

require_relative "support/caller"
require_relative "support/crowd"
require_relative "support/load"
require_relative "support/plan"
require_relative "support/table"
require_relative "support/token_desk"

module Soak
  # Calls of the API from several processes over one store, with tokens that live for three seconds, refresh tokens that
  # are replaced each time, and a provider that fails one in a hundred calls and refreshes.
  class Tokens
    PROCESSES = 4
    THREADS = 4
    USERS = 100
    # What a GET is not repeated for, or has no time left for. The source makes up for everything else.
    SURFACING = { server_error: "server_error", garbage: "response_not_json", slow: "timeout" }.freeze

    # @param count [Integer] of calls
    # @param random [Random]
    def initialize(count, random)
      @count = count
      @calls = Plan.new(count, [:call], random)
      @grants = Array.new(USERS) { |user| Grants.new(user) }
      @pairs = @grants.map { |grants| OmniAuth::Litmus::TokenSource.pair(grants.pair).merge("expires_at" => 1) }
      @desk = TokenDesk.new(@grants, @calls, Plan.new(count, [:refresh], random))
    end

    # @return [self]
    def run
      provider = Provider.new(@desk)
      redis = Caller.redis.tap(&:flushall)
      @pairs.each_with_index { |pair, user| Caller.store(redis, user).write(pair) }
      crowd = Crowd.new(PROCESSES, THREADS, -> { Caller.new(provider, USERS) })
      @load = Load.new(crowd, @count, crowd)
      take_stock(redis, provider)
      self
    ensure
      [crowd, provider].compact.each(&:stop)
      redis&.close
    end

    # @return [Array<String>] the promises that were not kept
    def broken
      counts = wrong_counts.reject { |_, one, other| one == other }
      [*wrong_calls, *counts.map { |what, one, other| "#{what}: #{one}, not #{other}" }, *@load.growth.broken]
    end

    # @return [Array<Array>] rows of a {Table}
    def rows
      [["Tokens", "calls of the API, by #{PROCESSES} processes of #{THREADS} threads, for #{USERS} users", @count],
       ["", "faults injected / healed / failed / other failures", call_figures],
       ["", "refreshes that met a fault", @provider["refresh_faults"].values.sum],
       ["", "pairs granted / kept / lost on their way", [@provider["granted"], @kept, @provider["lost"]]],
       ["", "tokens revoked early", @provider["revoked"]],
       ["", "used refresh tokens sent again / new logins asked for", [@provider["reused"], @reauthorizations]],
       ["", "calls a second; p50 / p99 of one, ms", @load.speed],
       *Table.growth(@load.growth)]
    end

    private

    def take_stock(redis, provider)
      @provider = provider.report
      @refreshed, @reauthorizations = %i[refresh reauthorization].map { |event| Caller.count(redis, event) }
      kept = Array.new(USERS) { |user| Caller.store(redis, user).read }
      # How often a user's pair was renewed stands in its token.
      @kept = kept.compact.sum { |pair| Signed.read(pair["refresh_token"])[1] }
      @users = kept.compact.length
    end

    def call_figures
      injected = @calls.to_h.length
      [injected, injected - surfacing.length, @load.outcomes.length, wrong_calls.length]
    end

    def surfacing
      @calls.to_h.transform_values { |fault| SURFACING[fault.kind] }.compact
    end

    def wrong_calls
      numbers = (@load.outcomes.keys | surfacing.keys).reject { |n| @load.outcomes[n] == surfacing[n] }
      numbers.map do |number|
        "call #{number} ended in #{@load.outcomes[number] || "an answer"}, fault: #{@calls.to_h[number] || "none"}"
      end
    end

    # @return [Array<Array>] what has to be equal
    def wrong_counts
      injected = @provider["injected"].transform_keys(&:to_i)
      [["faults that were injected", injected, @calls.to_h.transform_values(&:to_s)],
       ["logins asked for", @reauthorizations, 0],
       ["users whose pair is kept", @users, USERS],
       ["refresh tokens used once more", @provider["reused"], 0],
       ["renewals in the pairs that are kept", @kept, @provider["granted"] - @provider["lost"]],
       ["refreshes that succeeded", @refreshed, @provider["granted"] - @provider["lost"]]]
    end
  end
end
