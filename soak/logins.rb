# frozen_string_literal: true

require_relative "support/browser"
require_relative "support/cluster"
require_relative "support/crowd"
require_relative "support/load"
require_relative "support/plan"
require_relative "support/table"

module Soak
  # Logins through a Puma cluster while the provider fails one in a hundred.
  class Logins
    PROCESSES = 2
    THREADS = 12

    # @param count [Integer]
    # @param random [Random]
    def initialize(count, random)
      @count = count
      @plan = Plan.new(count, %i[token profile], random)
    end

    # @return [self]
    def run
      provider = Provider.new(LoginDesk.new(@plan))
      cluster = Cluster.new(provider)
      crowd = Crowd.new(PROCESSES, THREADS, -> { Browser.new(cluster.port) })
      @load = Load.new(crowd, @count, cluster)
      @provider = provider.report
      self
    ensure
      [crowd, cluster, provider].compact.each(&:stop)
    end

    # @return [Array<String>] the promises that were not kept
    def broken
      outcomes = @load.outcomes
      failures = @plan.to_h.transform_values(&:failure)
      wrong = outcomes.reject { |user, outcome| failures[user] == outcome }
      [*wrong.map { |user, outcome| "login #{user} ended in #{outcome}, fault: #{@plan.to_h[user] || "none"}" },
       *(failures.keys - outcomes.keys).map { |user| "login #{user} was to fail: #{@plan.to_h[user]}" },
       *not_injected, *at_provider, *@load.growth.broken]
    end

    # @return [Array<Array>] rows of a {Table}
    def rows
      [["Logins", "how many", @count], ["", "signed in as themselves", @load.times.length],
       ["", "faults injected / failed / other failures", failure_figures],
       ["", "codes sent / sent twice", [@provider["codes"], @provider["not_once"].length]],
       ["", "requests for tokens / profiles", @provider["requests"].values_at("/oauth/token", "/v2/users/current")],
       ["", "logins a second; p50 / p99 of one, ms", @load.speed],
       *Table.growth(@load.growth)]
    end

    private

    def failure_figures
      failed = @load.outcomes.keys
      [@provider["injected"].length, failed.length, (failed - @plan.to_h.keys).length]
    end

    def not_injected
      seen = @provider["injected"].transform_keys(&:to_i)
      planned = @plan.to_h.transform_values(&:to_s)
      seen == planned ? [] : ["the faults that were injected are not those of the plan"]
    end

    def at_provider
      [("codes came twice: #{@provider["not_once"].first(5)}" if @provider["not_once"].any?),
       ("the provider refused #{@provider["refused"].first(5)}" if @provider["refused"].any?),
       ("#{@provider["codes"]} codes came" if @provider["codes"] != @count)].compact
    end
  end
end
