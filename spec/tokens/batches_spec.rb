# frozen_string_literal: true

require "json"
require "omniauth/litmus/token_source"
require "set"
require_relative "../support/scripted_server"

RSpec.describe OmniAuth::Litmus::TokenSource, "#batch" do
  let(:server) { ScriptedServer.new }
  let(:client) { OmniAuth::Litmus::Client.new("id", "secret", site: server.base_url) }
  let(:store) { OmniAuth::Litmus::Stores::Memory.new("access_token" => "a0", "refresh_token" => "r0") }
  let(:source) { described_class.new(client, store) }
  let(:good) { %w[a0] }

  before do
    valid = good
    served = 0
    server.on("/oauth/token") do |exchange|
      valid << "a1"
      exchange.answer(body: JSON.generate(access_token: "a1", refresh_token: "r1", token_type: "Bearer"),
                      type: "application/json")
    end
    server.on("/x") do |exchange|
      valid.delete("a0") if (served += 1) > 10
      shown = exchange.request.headers["authorization"].to_s.delete_prefix("Bearer ")
      exchange.answer(status: valid.include?(shown) ? 200 : 401, body: exchange.request.query["n"])
    end
  end

  after { server.stop }

  def numbers(count) = Array.new(count) { |n| { url: "/x", params: { n: } } }

  it "goes on with a new token where the old one ends on the way, and asks for one new token" do
    told = []
    results = source.batch(numbers(40), concurrency: 4) { |done, total| told << [done, total] }
    expect(results.map(&:body)).to eq(Array.new(40, &:to_s))
    expect(server.requests("/oauth/token").size).to eq(1)
    expect([told.last, store.read["access_token"]]).to eq([[40, 40], "a1"])
    by_token = server.requests("/x").map { |request| request.headers["authorization"] }.tally
    expect(by_token["Bearer a1"]).to be < 40
  end

  it "needs no new token where none ends" do
    expect(source.batch(numbers(5)).map(&:status)).to eq([200] * 5)
    expect(server.requests("/oauth/token")).to be_empty
  end

  it "takes any list, and asks no more what became of it" do
    [numbers(2).each, numbers(2).lazy, numbers(2).to_set].each do |requests|
      expect(source.batch(requests).map(&:status)).to eq([200] * 2)
    end
    good.delete("a0")
    requests = numbers(5)
    expect(source.batch(requests) { requests.clear }.map(&:status)).to eq([200] * 5)
  end

  [0, -1].each do |deadline|
    it "refuses a deadline of #{deadline} seconds, and sends nothing" do
      expect { source.batch(numbers(5), deadline:) }
        .to raise_error(OmniAuth::Litmus::ConfigurationError) { |error| expect(error.code).to eq(:invalid_timeout) }
      expect(server.requests).to be_empty
    end
  end

  it "needs a new login where the grant is over" do
    store.write("access_token" => "gone")
    expect { source.batch(numbers(5)) }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired)
  end
end
