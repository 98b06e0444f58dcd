# frozen_string_literal: true

require "json"
require "omniauth/litmus"
require_relative "../spec/support/nginx_front"
require_relative "support/table"

# `ruby -I lib soak/goaway.rb REQUESTS`: nginx with HTTP/2 ends its connections after a few requests, with GOAWAY, while
# others are under way. What it has not processed is sent again: nothing may fail, and nothing may arrive twice.
module Soak
  # So many requests for each limit and number of threads: exchanges, refreshes, profiles, calls and batches in turn.
  class Goaway
    LIMITS = [5, 50, 1000].freeze
    THREADS = [1, 8, 32].freeze
    BATCH = 20
    JSON_TYPE = { "content-type" => "application/json" }.freeze
    # What each kind of request sends for a number of its own, and how many of these it takes.
    KINDS = {
      exchanges: ->(client, names) { [outcome { client.auth_code.get_token(names.first) }] },
      refreshes: ->(client, names) { [outcome { token(client, refresh_token: names.first).refresh! }] },
      profiles: ->(client, _) { [outcome { token(client).get("/v2/users/current") }] },
      calls: ->(client, names) { [outcome { client.request(:post, "/calls", json: { code: names.first }) }] },
      batches: lambda do |client, names|
        client.batch(names.map { |code| { verb: :post, url: "/calls", json: { code: } } }, retries: 0)
      end
    }.freeze

    class << self
      # The Rack interface of the provider.
      def call(env)
        user = { access_token: "token", token_type: "Bearer", expires_in: 7200, user: { id: 1 } }
        [200, JSON_TYPE, [JSON.generate(env["REQUEST_METHOD"] == "HEAD" ? {} : user)]]
      end

      def token(client, **more)
        OmniAuth::Litmus::AccessToken.from_hash(client, access_token: "token", **more)
      end

      def outcome
        yield
      rescue OmniAuth::Litmus::Error => e
        e
      end
    end

    # @param limit [Integer] requests of a connection
    # @param threads [Integer]
    # @param count [Integer] of requests
    def initialize(limit, threads, count)
      @limit = limit
      @threads = threads
      @count = count
    end

    # @return [self]
    def run
      front = NginxFront.new(self.class, keepalive_requests: @limit)
      began = now
      @errors = KINDS.keys.to_h { |kind| [kind, errors(kind, front)] }
      @speed = (@count / (now - began)).round
      take_stock(front.arrivals)
      self
    ensure
      front&.stop
    end

    # @return [Array<String>] the promises that were not kept
    def broken
      failed = @errors.flat_map { |kind, errors| errors.map { |error| "#{kind}: #{error.code}: #{error.message}" } }
      twice = @twice.map { |name, times| "#{name} arrived #{times} times" }
      [*failed, *twice].map { |what| "limit #{@limit}, #{@threads} threads: #{what}" }
    end

    # @return [Array] of a {Table}
    def row
      failed = KINDS.keys.map { |kind| @errors[kind].length }
      ["#{@limit} a connection, #{@threads} threads", "of #{@count}: failed #{KINDS.keys.join(", ")}; arrived twice; " \
                                                      "connections; a second",
       [*failed, @twice.length, @connections, @speed]]
    end

    private

    def errors(kind, front)
      names = Queue.new
      (@count / KINDS.length).times { |number| names << "#{kind}-#{number}" }
      names.close
      threads = Array.new(@threads) { Thread.new { work(kind, client(front), names) } }
      threads.flat_map(&:value).grep(OmniAuth::Litmus::Error)
    end

    def work(kind, client, names)
      outcomes = []
      while (name = names.pop)
        taken = [name]
        taken << names.pop while kind == :batches && taken.length < BATCH
        outcomes.concat(self.class.instance_exec(client, taken.compact, &KINDS.fetch(kind)))
      end
      outcomes
    end

    def client(front)
      ssl = { ca_file: front.ca_file }
      OmniAuth::Litmus::Client.new("id", "secret", site: front.base_url, ssl:, timeout: 60)
    end

    def take_stock(arrivals)
      names = arrivals.map { |arrival| arrival.body[/\w+-\d+/] }.compact
      @twice = names.tally.select { |_, times| times > 1 }
      @connections = arrivals.map(&:connection).uniq.length
    end

    def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  end
end

count = Integer(ARGV.fetch(0))
loads = Soak::Goaway::LIMITS.product(Soak::Goaway::THREADS)
parts = loads.map { |limit, threads| Soak::Goaway.new(limit, threads, count).run }
broken = parts.flat_map(&:broken)
puts Soak::Table.text(parts.map(&:row)), "", *(broken.empty? ? ["Every promise was kept."] : broken.first(50))
exit(broken.empty?)
