# frozen_string_literal: true

require "json"
require "omniauth/litmus/token_source"
require_relative "../support/scripted_server"

RSpec.describe "A refresh that goes wrong" do
  let(:server) { ScriptedServer.new }
  let(:client) { OmniAuth::Litmus::Client.new("id", "secret", site: server.base_url, timeout: 5) }
  let(:old) { { "access_token" => "a0", "refresh_token" => "r0", "expires_at" => 1 } }
  let(:store) { OmniAuth::Litmus::Stores::Memory.new(old) }
  let(:source) { OmniAuth::Litmus::TokenSource.new(client, store) }
  let(:requests) { server.requests("/oauth/token").map { |request| request.params["refresh_token"] } }

  after { server.stop }

  # @param steps [Array<Symbol, Hash>] what happens to one request after the other; the last goes on
  def script(*steps)
    server.on("/oauth/token") do |exchange|
      step = steps.size > 1 ? steps.shift : steps.first
      step == :cut ? exchange.write("HTTP/1.1 200 OK\r\nContent-Le") : exchange.answer(**step, type: "application/json")
    end
  end

  def pair = { body: JSON.generate(access_token: "a1", refresh_token: "r1", token_type: "Bearer", expires_in: 7200) }
  def refused = { status: 400, body: JSON.generate(error: "invalid_grant") }

  it "asks once more when the answer is cut off" do
    script(:cut, pair)
    expect([source.token.token, requests, store.read["refresh_token"]]).to eq(["a1", %w[r0 r0], "r1"])
  end

  it "needs a new login when the provider had replaced the token in the answer that was cut off" do
    script(:cut, refused)
    expect { source.token }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired)
    expect { source.token }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired)
    expect([requests, store.read]).to eq([%w[r0 r0], nil])
  end

  it "gives up after two answers that are cut off, and keeps the pair for the next attempt" do
    script(:cut, :cut, pair)
    expect { source.token }.to raise_error(OmniAuth::Litmus::ConnectionError)
    expect([requests.size, store.read]).to eq([2, old])
    expect([source.token.token, server.requests("/oauth/token").size]).to eq(["a1", 3])
  end

  it "takes the pair that another process has stored, instead of asking once more" do
    theirs = old.merge("access_token" => "a2", "refresh_token" => "r2", "expires_at" => nil)
    server.on("/oauth/token") do |exchange|
      store.write(theirs)
      exchange.write("HTTP/1.1 200")
    end
    store
    expect([source.token.token, requests]).to eq(["a2", %w[r0]])
  end

  it "needs a new login, and says so, when another process has deleted the pair meanwhile" do
    kept = store
    server.on("/oauth/token") do |exchange|
      kept.replace(old, nil)
      exchange.write("HTTP/1.1 200")
    end
    expect { source.token }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired, /deleted meanwhile/)
    expect(requests).to eq(%w[r0])
  end

  it "takes the pair that another process has stored, when its own refresh token is refused" do
    kept = store
    theirs = old.merge("access_token" => "a2", "refresh_token" => "r2", "expires_at" => nil)
    server.on("/oauth/token") do |exchange|
      kept.write(theirs)
      exchange.answer(**refused, type: "application/json")
    end
    expect([source.token.token, requests, store.read]).to eq(["a2", %w[r0], theirs])
  end

  it "takes the login that is made in the very moment in which the refused pair is forgotten" do
    login = { "access_token" => "new", "refresh_token" => "login", "expires_at" => nil }
    store.define_singleton_method(:replace) do |old, new|
      write(login) if new.nil?
      super(old, new)
    end
    script(refused)
    expect([source.token.token, requests, store.read]).to eq(["new", %w[r0], login])
  end

  it "makes a call again that was refused for a moment" do
    store.write(old.merge("expires_at" => nil))
    refused = { status: 429, headers: { "Retry-After" => "0" } }
    server.answer_in_turn("/x", refused, { status: 200 })
    expect([source.post("/x").retries.map(&:reason), source.get("/x").status]).to eq([[429], 200])
  end

  it "is not asked for again with a store that does not work" do
    store.define_singleton_method(:acquire) { |*| raise OmniAuth::Litmus::StoreError.new("No", code: :store_failed) }
    expect { source.token }.to raise_error(OmniAuth::Litmus::StoreError)
    expect(requests).to be_empty
  end

  it "loses no pair when the store fails at the wrong moment" do
    script(pair)
    working = false
    store.define_singleton_method(:replace) do |*args|
      working ? super(*args) : raise(OmniAuth::Litmus::StoreError.new("No", code: :store_failed))
    end
    expect { source.token }.to raise_error(OmniAuth::Litmus::StoreError)
    working = true
    expect([source.token.token, requests.size, store.read["refresh_token"]]).to eq(["a1", 1, "r1"])
  end

  it "leaves a login that was made meanwhile alone" do
    kept = store
    login = { "access_token" => "new", "refresh_token" => "login", "expires_at" => nil }
    server.on("/oauth/token") do |exchange|
      kept.write(login)
      exchange.answer(**pair, type: "application/json")
    end
    expect([source.token.token, store.read]).to eq(["new", login])
  end
end
