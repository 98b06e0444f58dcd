# frozen_string_literal: true

require "omniauth/litmos/limiters/redis"
require_relative "../support/child_process"
require_relative "../support/litmos_server"
require_relative "../support/redis_server"

RSpec.describe "The rate limit of Litmos" do
  include ChildProcess

  redis_path = -> { RedisServer.shared.path }
  rate = { rate_limit: 10, rate_window: 1 }

  let(:redis) { Redis.new(path: redis_path.call) }
  let(:switches) { rate }
  let(:server) { LitmosServer.new(**switches) }

  after do
    server.stop
    redis.flushall
    redis.close
  end

  def statuses(path = nil) = server.events(path).map { |event| event[:status] }

  shared_examples "a limiter" do
    it "grants what is free, and says how long the next one takes" do
      limiter = make(rate: 3, window: 60)
      expect([limiter.take(2), limiter.take(5)]).to eq([2, 1])
      expect(limiter.take).to be_a(Float).and be_between(50, 62)
    end

    it "says why there is none: made, or refused by the API" do
      deadline = OmniAuth::Litmos::Deadline.new(0.1)
      made = make(rate: 1, window: 60).tap(&:take)
      expect { made.acquire(deadline) }.to raise_error(OmniAuth::Litmus::RateLimited, /\A1 requests in 60 s are made/)
      held = make(rate: 100, window: 60, key: "held").tap { |limiter| limiter.hold(30) }
      expect { held.acquire(deadline) }.to raise_error(OmniAuth::Litmus::RateLimited, /\ALitmos has refused a request/)
      expect([made.held?, held.held?]).to eq [false, true]
    end

    it "counts each key for itself" do
      make(rate: 1, window: 60).take
      expect(make(rate: 1, window: 60, key: "another").take).to eq(1)
      expect(make(rate: 1, window: 60).take).to be_a(Float)
    end

    it "frees what a window ago was taken" do
      limiter = make(rate: 2, window: 0.1)
      deadline = OmniAuth::Litmos::Deadline.new(30)
      expect(Array.new(5) { limiter.acquire(deadline) }).to eq([1] * 5)
    end

    it "holds everyone, for the longest time that was asked for" do
      limiter = make(rate: 5, window: 60)
      limiter.hold(30)
      limiter.hold(1)
      expect(limiter.take).to be_a(Float).and be_between(20, 30)
    end

    it "counts what was sent without asking" do
      limiter = make(rate: 3, window: 60)
      limiter.charge(2)
      expect(limiter.take(3)).to eq(1)
    end

    it "refuses at once where the deadline leaves no time, and says when" do
      limiter = make(rate: 1, window: 60)
      limiter.take
      expect { limiter.acquire(OmniAuth::Litmos::Deadline.new(5)) }
        .to raise_error(OmniAuth::Litmus::RateLimited) { |error|
          expect(error).to have_attributes(code: :rate_limited, retryable?: true, limit: 1)
          expect(error.retry_at).to be_between(Time.now + 50, Time.now + 63)
        }
    end

    it "grants each permit to one thread" do
      limiter = make(rate: 50, window: 60)
      taken = Array.new(8) { Thread.new { Array.new(20) { limiter.take }.grep(Integer).sum } }
      expect(taken.sum(&:value)).to eq(50)
    end
  end

  describe OmniAuth::Litmos::Limiters::Memory do
    let(:name) { "key-#{rand}" }

    def make(rate:, window:, key: "")
      described_class.for("#{name}#{key}", rate:, window:)
    end

    it_behaves_like "a limiter"
  end

  describe OmniAuth::Litmos::Limiters::Redis do
    def make(rate:, window:, key: "a-key", redis: self.redis)
      described_class.new(redis).for(key, rate:, window:)
    end

    it_behaves_like "a limiter"

    it "is one for all connections" do
      make(rate: 2, window: 60).take(2)
      expect(make(rate: 2, window: 60, redis: Redis.new(path: redis_path.call)).take).to be_a(Float)
    end

    it "leaves nothing behind, and no key" do
      client = server.client(limiter: described_class.new(redis))
      client.users.find("u1001")
      keys = redis.keys
      expect(keys).to contain_exactly(match(/\Alitmos:{\h{32}}:made\z/))
      expect([redis.dump(keys.first), keys].join).not_to include(LitmosServer::KEY)
      expect(redis.pttl(keys.first)).to be_between(1, 62_000)
    end

    it "says when Redis cannot be used" do
      limiter = described_class.new(Redis.new(path: "/nowhere.sock"))
      expect { server.client(limiter:).get("/users") }
        .to raise_error(OmniAuth::Litmus::StoreError) { |error| expect(error.code).to eq(:store_failed) }
      expect(server.events).to be_empty
    end
  end

  # The server counts when a request arrives, which a busy machine delays. So it limits nothing here. More than thirty
  # requests at ten a second take three seconds; without a limit they would take a moment.
  describe "between several" do
    let(:switches) { { rate_limit: 1000 } }
    let(:seconds) { server.events.map { |event| event[:at] }.minmax.reduce { |first, last| last - first } }

    it "is kept to by threads that share a key, each with a client of its own" do
      threads = Array.new(4) { Thread.new { 8.times { server.client(**rate).get("/users") } } }
      threads.each(&:join)
      expect(statuses.tally).to eq(200 => 32)
      expect(seconds).to be > 2
    end

    it "is kept to by processes that share a Redis" do
      worker = <<~RUBY
        require "redis"
        client = OmniAuth::Litmos::Client.new(api_key: ENV["KEY"], source: "specs", base_url: ENV["URL"],
                                              limiter: OmniAuth::Litmos::Limiters::Redis.new(Redis.new(path: ENV["REDIS"])),
                                              rate_limit: 10, rate_window: 1)
        12.times { client.get("/users") }
        puts "done"
      RUBY
      env = { "KEY" => LitmosServer::KEY, "URL" => server.base_url, "REDIS" => redis_path.call }
      outputs = Array.new(3) { Thread.new { ruby(worker, env:, library: "omniauth/litmos/limiters/redis").first } }
      expect(outputs.map(&:value)).to eq(["done\n"] * 3)
      expect(statuses.tally).to eq(200 => 36)
      expect(seconds).to be > 2
    end
  end

  [429, 503].each do |limit_status|
    describe "that is reached all the same, with a #{limit_status}" do
      let(:switches) { { rate_limit: 3, rate_window: 1, limit_status: } }

      it "is waited out, also for a POST, which is done once" do
        client = server.client(rate_limit: 1000, rate_window: 1)
        names = Array.new(5) { |number| "user#{number}@example.com" }
        names.each { |name| client.users.create({ UserName: name, FirstName: "A", LastName: "B" }) }
        expect(statuses.tally).to include(201 => 5, limit_status => a_value >= 1)
        expect(server.sandbox.directory.users.length).to eq(7)
      end

      it "is told where the deadline leaves no time, with the answer and the moment" do
        client = server.client(rate_limit: 1000, rate_window: 600)
        3.times { client.get("/users") }
        expect { client.get("/users", timeout: 2) }
          .to raise_error(OmniAuth::Litmus::RateLimited) { |error|
            expect(error).to have_attributes(status: limit_status, retryable?: true)
            expect(error.retry_at).to be > Time.now
          }
        expect(statuses).to eq([200, 200, 200, limit_status])
      end
    end
  end

  it "holds back the other threads once the API has refused one" do
    client = server.client(rate_limit: 1000, rate_window: 1)
    Array.new(12) { Thread.new { client.get("/users") } }.each(&:join)
    30.times { client.get("/users", timeout: 60) }
    expect(statuses.count(200)).to eq(42)
  end
end
