# frozen_string_literal: true

return unless GemsAtHand.all?("pg", "sqlite3")

require "connection_pool"
require "delegate"
require "json"
require "omniauth/litmus/stores/active_record"
require "omniauth/litmus/stores/redis"
require "omniauth/litmus/token_source"
require_relative "../support/redis_server"
require_relative "../support/scripted_server"
require_relative "../support/token_rows"

# A pair that its store has refused is the only copy of a grant. The process holds it for that store, which is a place
# and not a name.
RSpec.describe "A pair that could not be saved" do
  # One whose writes can be refused. Its key is the same for everybody.
  shop = Class.new do
    attr_accessor :refuses
    attr_reader :pair, :place

    def initialize(place = nil, pair: nil)
      @place = [RSpec.current_example.id, place] # Examples share the process.
      @pair = pair
    end

    def key = "shop:app"
    def read = @pair
    def write(pair) = @pair = pair
    def acquire(*) = true
    def release(*) = nil

    def replace(old, new)
      raise refuses if refuses
      return false unless old["access_token"] == @pair&.[]("access_token")

      @pair = new
      true
    end
  end
  placeless = Class.new(shop) { undef_method :place }

  let(:server) do
    ScriptedServer.new.tap do |server|
      server.on("/oauth/token") do |exchange|
        id = exchange.request.params["client_id"]
        asked[id] += 1
        meanwhile[id]&.call
        exchange.answer(body: JSON.generate(access_token: "#{id}'s", token_type: "Bearer", expires_in: 7200, **more),
                        type: "application/json")
      end
      server.on("/oauth/revoke") do |exchange|
        revoked << exchange.request.params["token"]
        exchange.answer(body: "")
      end
    end
  end
  let(:asked) { Hash.new(0) }
  let(:meanwhile) { {} }
  let(:revoked) { [] }
  let(:more) { {} }
  let(:failure) { OmniAuth::Litmus::StoreError.new("no", code: :store_failed) }

  before { stub_const("OmniAuth::Litmus::TokenSource::UnsavedTokens::PAUSES", [0]) }
  after { server.stop }

  def client(id)
    OmniAuth::Litmus::Client.new(id, "secret", { site: server.base_url, preconnect: false })
  end

  def source(id, store)
    OmniAuth::Litmus::TokenSource.client_credentials(client(id), store)
  end

  def refused(id, store, error = failure)
    store.refuses = error
    expect { source(id, store).token }.to raise_error(OmniAuth::Litmus::StoreError)
    store.refuses = nil
  end

  it "goes to a store of the same place, and to no other one of the same key" do
    refused("a", shop.new(1))
    expect(source("b", shop.new(2)).token.token).to eq("b's")
    expect(source("a", shop.new(1)).token.token).to eq("a's")
    expect(asked).to eq("a" => 1, "b" => 1)
  end

  it "goes to no store of another class, whatever that calls its place" do
    refused("a", shop.new(1))
    expect(source("b", Class.new(shop).new(1)).token.token).to eq("b's")
  end

  it "goes to that object alone which names no place" do
    store = placeless.new
    refused("a", store)
    expect(source("b", placeless.new).token.token).to eq("b's")
    expect(source("a", store).token.token).to eq("a's")
    expect(asked).to eq("a" => 1, "b" => 1)
  end

  it "is held while somebody tries to save it who is killed" do
    store = shop.new(1)
    refused("a", store)
    gate = Thread::Queue.new
    allow(store).to receive(:replace) { gate.push(true) && sleep }
    thread = Thread.new { source("a", store).token }
    gate.pop
    thread.kill.join
    expect(source("a", shop.new(1)).token.token).to eq("a's")
    expect(asked).to eq("a" => 1)
  end

  it "is held whatever a store raises" do
    refused("a", shop.new(1), IOError.new("disk"))
    refused("b", shop.new(2), JSON::NestingError.new("too deep"))
    expect([source("a", shop.new(1)), source("b", shop.new(2))].map { |it| it.token.token }).to eq(["a's", "b's"])
    expect(asked).to eq("a" => 1, "b" => 1)
  end

  it "is saved before a grant is given back: the old refresh token is none any more" do
    more[:refresh_token] = "new"
    store = shop.new(1, pair: { "access_token" => "old", "refresh_token" => "old", "expires_at" => 1 })
    store.refuses = failure
    grant = OmniAuth::Litmus::TokenSource.new(client("a"), store)
    expect { grant.token }.to raise_error(OmniAuth::Litmus::StoreError)
    store.refuses = nil
    grant.revoke
    expect([revoked, store.pair]).to eq([["new"], nil])
  end

  it "is kept without what a store has no form for" do
    more[:extra] = "x"
    store = shop.new(1)
    allow(store).to receive(:replace).and_wrap_original do |replace, old, new|
      raise OmniAuth::Litmus::StoreError.new("no form", code: :not_storable) if new.key?("extra")

      replace.call(old, new)
    end
    expect(source("a", store).token.token).to eq("a's")
    expect(store.pair.keys).to contain_exactly("access_token", "expires_at")
  end

  describe "of Redis" do
    let(:one) { Redis.new(path: RedisServer.shared.path, db: 1) }
    let(:two) { Redis.new(path: RedisServer.shared.path, db: 2) }

    def store(redis, name = "app") = OmniAuth::Litmus::Stores::Redis.new(redis, name, encryption: "s" * 32)

    it "has a place by database and key, for every client and pool of it" do
      again = ConnectionPool.new(size: 1) { Redis.new(path: RedisServer.shared.path, db: 1) }
      expect([store(Redis.new(path: RedisServer.shared.path, db: 1)), store(again)].map(&:place))
        .to all(eq(store(one).place))
      others = [store(two), store(one, "other"), store(Redis.new(host: "elsewhere", db: 1))]
      expect(others.map(&:place)).not_to include(store(one).place)
    end

    it "has a place of its own in a client that cannot be looked into" do
      wrapped = -> { Class.new(SimpleDelegator).new(one) }
      sentinels = -> { Redis.new(url: "redis://main", sentinels: [{ host: "127.0.0.1", port: 1 }]) }
      [wrapped, sentinels].each do |made|
        client = made.call
        expect(store(client).place).to eq(store(client).place)
        expect(store(client).place).not_to eq(store(made.call).place)
      end
    end
  end

  describe "of Active Record" do
    let(:model) { TokenRows.model(:postgresql) }
    let(:record) { model.create! }

    def store(record, **more) = OmniAuth::Litmus::Stores::ActiveRecord.new(record, encryption: "s" * 32, **more)

    it "has a place by database, table, columns and row" do
      expect(store(model.find(record.id)).place).to eq(store(record).place)
      elsewhere = TokenRows.model(:sqlite).create!(id: record.id)
      others = [store(model.create!), store(record, access_token: :name), store(elsewhere)]
      expect(others.map(&:place)).not_to include(store(record).place)
    end

    it "tells no password in its place" do
      allow(model.connection_pool.db_config).to receive(:configuration_hash).and_return({ password: "s3cr3t" })
      expect(store(record).place.inspect).not_to include("s3cr3t")
    end

    it "has a place by the schema that the connection works in, and is never written to another one's" do
      inside = store(record).place
      model.connection.execute("CREATE SCHEMA IF NOT EXISTS other_tenant; SET search_path = other_tenant, public")
      expect(store(record).place).not_to eq(inside)
      model.transaction do
        model.count
        expect { store(record).replace({}, { "access_token" => "a" }) }
          .to raise_error(OmniAuth::Litmus::StoreError) { |error| expect(error.code).to eq(:store_locked) }
      end
    ensure
      model.connection.execute("RESET search_path")
    end

    it "is not written to another schema by the thread that sees a renewal through whose caller was killed" do
      record
      model.connection.execute("CREATE SCHEMA IF NOT EXISTS tenant")
      caller = Thread.new do
        # As apps choose a tenant: on the thread's own connection. Nobody else's has that schema.
        model.connection.execute("SET search_path = tenant, public")
        source("a", store(record)).token
      end
      killed = Thread::Queue.new
      meanwhile["a"] = -> { killed.push(caller.kill.join) } # Before there is an answer that it could settle itself.
      killed.pop
      expect_another_place_to_be_left_alone
    end

    def wait_until_held_for(record)
      held = OmniAuth::Litmus::TokenSource::UnsavedTokens.instance_variable_get(:@held)
      rows = -> { held.keys.select { |kind, *| kind == OmniAuth::Litmus::Stores::ActiveRecord }.map(&:last) }
      Timeout.timeout(20) { sleep(0.05) until rows.call.any? { |place| place.last == record.id } }
    end

    def expect_another_place_to_be_left_alone
      wait_until_held_for(record)
      expect(store(record).read).to be_nil
      model.connection.execute("SET search_path = tenant, public")
      expect([source("a", store(record)).token.token, asked]).to eq(["a's", { "a" => 1 }])
    ensure
      TokenRows.disconnect
    end
  end
end
