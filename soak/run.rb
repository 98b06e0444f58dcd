# frozen_string_literal: true

require "etc"
require "timeout"
require_relative "logins"
require_relative "restarts"
require_relative "tokens"

# `ruby -I lib soak/run.rb LOGINS SEED`: logins, refreshes and restarts, many and under load, with what goes wrong on
# real networks. Nothing that is promised may break: no login but those that met a fault may fail, no code may be sent
# twice, nothing may grow.
module Soak
  # A restart for so many logins, at least one of each kind, and enough.
  LOGINS_EACH_RESTART = 10_000
  RESTARTS = (2..20)
  # Seconds that everything may take, and more for each of so many logins a second.
  PATIENCE = 180
  SLOWEST = 100

  class << self
    # Prints the figures, and what was broken.
    #
    # @param logins [Integer]
    # @param seed [Integer] of what goes wrong
    # @return [Boolean] whether every promise was kept
    def run(logins, seed)
      began = now
      puts head(logins, seed)
      parts = Timeout.timeout(PATIENCE + (logins / SLOWEST)) { parts(logins, Random.new(seed)).map(&:run) }
      broken = parts.flat_map(&:broken)
      puts "", Table.text(parts.flat_map(&:rows)), "", "#{(now - began).round} seconds", *sum(broken)
      broken.empty?
    end

    private

    # The processes of the tokens are forked from this one, and are to find it small.
    def parts(logins, random)
      [Tokens.new(logins, random), Logins.new(logins, random),
       Restarts.new((logins / LOGINS_EACH_RESTART).clamp(RESTARTS))]
    end

    def head(logins, seed)
      "#{Time.now.utc.strftime("%-d %B %Y")}: rake soak LOGINS=#{logins} SEED=#{seed} (Ruby #{RUBY_VERSION}, " \
        "Puma with #{Cluster::WORKERS} workers of #{Cluster::THREADS} threads, #{Etc.nprocessors} cores)"
    end

    def sum(broken)
      return ["Every promise was kept."] if broken.empty?

      ["#{broken.length} promises broken:", *broken.first(50)]
    end

    def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  end
end

exit(1) unless Soak.run(*ARGV.map { |argument| Integer(argument) })
