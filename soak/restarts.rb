# frozen_string_literal: true

require_relative "support/cluster"
require_relative "support/plan"
require_relative "support/restarted_visitor"
require_relative "support/table"

module Soak
  # Puma is restarted while people sign in, in turn by a phased restart and as a whole. Some of them are at the provider
  # all the time that a restart takes: their worker is gone when they come back.
  class Restarts
    BROWSERS = 12
    # Logins of each browser that are under way while Puma restarts.
    AWAY = 5
    SIGNALS = %i[USR1 USR2].freeze

    # @param count [Integer] of restarts
    def initialize(count)
      @signals = SIGNALS.cycle.first(count)
      @lock = Mutex.new
      @user = 0
    end

    # @return [self]
    def run
      provider = Provider.new(LoginDesk.new)
      # Without preload_app!, which rules a phased restart out.
      cluster = Cluster.new(provider, preload: false)
      @visitors = Array.new(BROWSERS) { RestartedVisitor.new(cluster.port, -> { @lock.synchronize { @user += 1 } }) }
      @signals.each { |signal| round(cluster, signal) }
      @provider = provider.report
      self
    ensure
      [cluster, provider].compact.each(&:stop)
    end

    # @return [Array<String>] the promises that were not kept
    def broken
      wrong = outcomes.reject { |_, outcome| ["own", RestartedVisitor::CUT].include?(outcome) }
      [*wrong.map { |user, outcome| "login #{user} ended in #{outcome}" },
       *@provider["not_once"].map { |user| "the code of login #{user} came twice" },
       *@provider["refused"].map { |user| "the provider refused login #{user}" }]
    end

    # @return [Hash{Integer => String}] what came of each login
    def outcomes
      @visitors.map(&:outcomes).reduce({}, :merge)
    end

    # @return [Integer] how many logins began before a restart and ended after it, as they should
    def kept = away.count { |user| outcomes[user] == "own" }

    # @return [Integer] how many callbacks had no answer, because the connection was cut
    def cut = outcomes.values.count(RestartedVisitor::CUT)

    # @return [Array<Array>] rows of a {Table}
    def rows
      [["Restarts", "phased / as a whole", SIGNALS.map { |signal| @signals.count(signal) }],
       ["", "logins", outcomes.length],
       ["", "signed in as themselves / cut off by a restart / anything else",
        [outcomes.values.count("own"), cut, broken.length]],
       ["", "begun before a restart and completed after it: all / signed in", [away.length, kept]],
       ["", "requests made again, because their connection was cut", @visitors.sum(&:repeated)],
       ["", "codes sent / sent twice", [@provider["codes"], @provider["not_once"].length]]]
    end

    # @return [Array<Integer>] whose login was under way during a restart
    def away = @visitors.flat_map(&:away)

    private

    def round(cluster, signal)
      over = false
      gone = Thread::Queue.new
      threads = @visitors.map do |visitor|
        Thread.new { visitor.live_through(AWAY, -> { gone << true }, -> { over }) }
      end
      BROWSERS.times { gone.pop }
      cluster.restart(signal)
    ensure
      over = true
      threads.each(&:join)
    end
  end
end
