# frozen_string_literal: true

require "connection_pool"
require "delegate"
require "omniauth/litmus/rspec/store_examples"
require "omniauth/litmus/stores/redis"
require_relative "../support/redis_server"

RSpec.describe "OmniAuth::Litmus::Stores::Redis" do
  secret = "a secret of the specs, which is long enough"
  other_secret = "another secret of the specs, as long as that"

  let(:redis) { Redis.new(path: RedisServer.shared.path) }
  let(:pool) { ConnectionPool.new(size: 4) { Redis.new(path: RedisServer.shared.path) } }
  let(:options) { { encryption: secret } }
  let(:store) { store_at }
  let(:same_store) { store_at(redis: Redis.new(path: RedisServer.shared.path)) }
  let(:pair) { { "access_token" => "access-1", "refresh_token" => "refresh-1", "expires_at" => 1_900_000_000 } }
  let(:new_pair) { { "access_token" => "access-2", "refresh_token" => "refresh-2", "expires_at" => 1_900_007_200 } }

  before { redis.flushall }
  after { redis.close }

  def store_at(name = "litmus:1", redis: self.redis, **more)
    OmniAuth::Litmus::Stores::Redis.new(redis, name, **options, **more)
  end

  def raw
    redis.get("litmus:1")
  end

  def failing_with(code)
    raise_error(OmniAuth::Litmus::Error) do |error|
      expect(error.code).to eq(code)
      expect([error.message, error.cause&.message].join).not_to match(/(access|refresh)-\d/)
    end
  end

  it_behaves_like "a token store"

  describe "through a pool" do
    let(:store) { store_at(redis: pool) }
    let(:same_store) { store_at(redis: pool) }

    after { pool.shutdown(&:close) }

    it_behaves_like "a token store"
  end

  # The gem that redis is built on since its version 5.
  describe "through redis-client", needs: "redis-client" do
    let(:client) { RedisClient.config(path: RedisServer.shared.path).new_pool(size: 4) }
    let(:store) { store_at(redis: client) }
    let(:same_store) { store_at(redis: client) }

    after { client.close }

    it_behaves_like "a token store"
  end

  describe "without encryption" do
    let(:options) { { encryption: false } }

    it_behaves_like "a token store"

    it "tells what is not a pair, and does not quote it" do
      redis.set("litmus:1", "access-1")
      expect { store.read }.to failing_with(:not_decrypted)
    end
  end

  it "keeps all members" do
    store.write(pair.merge("scope" => "full", "created_at" => 1))
    expect(same_store.read).to eq(pair.merge("scope" => "full", "created_at" => 1))
  end

  it "shows no token in Redis, and keeps it for ever" do
    store.write(pair)
    expect(raw).to be_a(String)
    expect(raw).not_to match(/access|refresh/)
    expect(redis.ttl("litmus:1")).to eq(-1)
  end

  it "has a lease that Redis itself lets go" do
    store.acquire("one", 60)
    expect(redis.pttl("litmus:1:lease")).to be_between(1, 60_000)
    store.release("one")
    expect(redis.keys).to be_empty
  end

  it "does not take what was made for another key" do
    store.write(pair)
    redis.rename("litmus:1", "litmus:2")
    expect { store_at("litmus:2").read }.to failing_with(:not_decrypted)
  end

  it "needs its secret" do
    store.write(pair)
    expect { store_at(encryption: other_secret).read }.to failing_with(:not_decrypted)
  end

  it "reads after a change of secrets, and encrypts again" do
    store.write(pair)
    expect(store_at(encryption: [other_secret, secret]).read).to eq(pair)
    written = raw
    expect(store_at(encryption: [other_secret, secret]).read).to eq(pair)
    expect(store_at(encryption: other_secret).read).to eq(pair)
    expect(raw).to eq(written)
  end

  it "replaces what is encrypted again in between" do
    store.write(pair)
    changed = store_at(encryption: [other_secret, secret])
    allow(changed).to receive(:fetch).and_wrap_original do |fetch|
      fetch.call.tap { store_at(encryption: [other_secret, secret]).read }
    end
    expect(changed.replace(pair, new_pair)).to be(true)
    expect(changed.read).to eq(new_pair)
  end

  it "knows its own pair where the client has made a request again" do
    store.write(pair)
    commands = redis.method(:call)
    allow(redis).to receive(:call) { |*command| commands.call(*command).then { command[0] == "EVAL" ? 0 : _1 } }
    expect(store.replace(pair, new_pair)).to be(true)
    expect(same_store.read).to eq(new_pair)
  end

  describe "names that users have chosen" do
    names = %w[bob bob:lease bob:lease:pair bob:lease:pair:pair bob:lease:lease bob:pair]

    it "never are the key of a lease, or of somebody else's pair" do
      names.each { |name| store_at(name).write(pair.merge("access_token" => name)) }
      expect(names.map { |name| store_at(name).acquire("of #{name}", 60) }).to all(be(true))
      expect(names.map { |name| store_at(name).read["access_token"] }).to eq(names)
      expect(redis.keys.length).to eq(2 * names.length)
    end

    # As an earlier version has written it.
    def misplace(name)
      store_at(name).write(pair)
      redis.rename("#{name}:pair", name)
    end

    it "keep what an earlier version has put where a lease belongs" do
      misplace("bob:lease")
      expect(store_at("bob:lease").read).to eq(pair)
      expect(redis.keys).to eq(["bob:lease:pair"])
    end

    it "keep nobody from the lease that belongs there, and are not lost by that" do
      misplace("bob:lease")
      expect(store_at("bob").acquire("one", 60)).to be(true)
      expect(store_at("bob").acquire("two", 60)).to be(false)
      expect(store_at("bob:lease").read).to eq(pair)
    end

    it "are not given a lease that another process has" do
      redis.set("bob:lease", "an owner", px: 60_000)
      expect(store_at("bob:lease").read).to be_nil
      store_at("bob:lease").write(pair)
      expect([store_at("bob").acquire("two", 60), redis.get("bob:lease")]).to eq([false, "an owner"])
    end

    it "keep the newer pair, where there are two" do
      misplace("bob:lease")
      redis.set("bob:lease:pair", redis.get("bob:lease"))
      redis.set("bob:lease", "older")
      expect(store_at("bob:lease").read).to eq(pair)
      expect(redis.keys).to eq(["bob:lease:pair"])
    end
  end

  describe "a pair of odd members" do
    def nested(depth) = depth.times.reduce([]) { |inner, _| [inner] }

    [true, false].each do |encrypted|
      it "is kept as deep as a token answer may be, #{"encrypted" if encrypted}" do
        store = store_at(encryption: encrypted && secret)
        store.write(pair.merge("extra" => nested(120)))
        expect(store.read["extra"].flatten).to be_empty
      end
    end

    it "is told as an error of the store, without its words" do
      endless = []
      endless << endless
      ["access-1\xff".b, Float::NAN, nested(2000), endless].each do |odd|
        expect { store.write(pair.merge("extra" => odd)) }.to failing_with(:not_storable)
        expect { store.replace({}, pair.merge("extra" => odd)) }.to failing_with(:not_storable)
      end
    end

    it "is no pair where it is no object" do
      redis.set("litmus:1", "5")
      expect { store_at(encryption: false).read }.to failing_with(:not_decrypted)
    end
  end

  it "asks a client that adds to each name, and not the one inside" do
    inside = redis
    wrapper = Class.new(SimpleDelegator) do
      define_method(:call) do |command, *arguments|
        arguments[command == "EVAL" ? 2 : 0] = "tenant:#{arguments[command == "EVAL" ? 2 : 0]}"
        inside.call(command, *arguments)
      end
    end
    store_at(redis: wrapper.new(redis)).write(pair)
    expect(redis.keys).to eq(["tenant:litmus:1"])
  end

  it "says when Redis cannot be used" do
    nowhere = store_at(redis: Redis.new(path: "/nowhere.sock"))
    expect { nowhere.read }.to failing_with(:store_failed)
    expect { nowhere.acquire("one", 60) }.to failing_with(:store_failed)
    redis.lpush("litmus:1", "a list")
    expect { store.read }.to failing_with(:store_failed)
  end
end
