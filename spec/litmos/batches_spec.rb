# frozen_string_literal: true

require "omniauth/litmus/token_source"
require_relative "../support/litmos_server"

RSpec.describe OmniAuth::Litmos::Client, "#batch" do
  let(:switches) { {} }
  let(:server) { LitmosServer.new(**switches) }

  after { server.stop }

  def people(count)
    Array.new(count) { |number| { UserName: "new#{number}@example.com", FirstName: "N", LastName: number.to_s } }
  end

  def posts(count) = people(count).map { |json| { verb: :post, url: "/users", json: } }

  it "makes all calls, in the order of the requests, and tells how far it is" do
    told = []
    outcomes = server.client.batch(posts(7)) { |*progress| told << progress }
    expect(outcomes.map { |response| response.parsed["LastName"] }).to eq(("0".."6").to_a)
    expect(outcomes.first.parsed["CreatedDate"]).to be_a(Time)
    expect(told).to eq((1..7).map { |done| [done, 7] })
  end

  it "takes any list, and asks no more what became of it" do
    list = posts(3)
    told = nil
    outcomes = server.client(rate_limit: 2, rate_window: 0.2).batch(list) { |*seen| (told = seen) && list.clear }
    expect([outcomes.map(&:status), told]).to eq([[201] * 3, [3, 3]])
    expect(server.client.batch([{ url: "/users/u1001" }].lazy).map(&:status)).to eq([200])
  end

  it "has an outcome for each where some fail" do
    requests = [{ url: "/users/u1001" }, { url: "/users/nobody" }, { verb: :post, url: "/users", json: {} }]
    outcomes = server.client.batch(requests)
    expect(outcomes[0].parsed).to include("UserName" => "maya@example.com")
    expect(outcomes[1..].map { |error| [error.code, error.status] }).to eq([[:not_found, 404], [:bad_request, 400]])
  end

  it "keeps to the limit, in parts" do
    told = []
    outcomes = server.client(rate_limit: 5, rate_window: 0.2).batch(posts(12)) { |done, _| told << done }
    expect(outcomes.map(&:status)).to eq([201] * 12)
    expect(told).to eq((1..12).to_a)
    expect(server.sandbox.directory.users.length).to eq(14)
  end

  it "gives back what did not get its turn, with the moment when it would" do
    outcomes = server.client(rate_limit: 5, rate_window: 600).batch(posts(8), deadline: 5)
    expect(outcomes.first(5).map(&:status)).to eq([201] * 5)
    expect(outcomes.last(3)).to all(have_attributes(code: :rate_limited, retry_at: a_value > Time.now))
    expect(server.events.length).to eq(5)
  end

  describe "where others use the key, too" do
    let(:switches) { { rate_limit: 4, rate_window: 1, limit_status: 429 } }

    it "sends again what was refused, and does nothing twice" do
      outcomes = server.client(rate_limit: 1000, rate_window: 1).batch(posts(10), deadline: 60)
      expect(outcomes.map(&:status)).to eq([201] * 10)
      expect(server.sandbox.directory.users.length).to eq(12)
      expect(server.events.count { |event| event[:status] == 429 }).to be_positive
    end
  end

  it "does not begin where a request is not understood" do
    expect { server.client.batch([{ url: "/users" }, { path: "/users" }]) }
      .to raise_error(OmniAuth::Litmus::ConfigurationError) { |error| expect(error.code).to eq(:invalid_value) }
    expect(server.events).to be_empty
  end

  it "goes with tokens, and on with a new one" do
    tokens = ["good"]
    guarded = LitmosServer.new(tokens: ->(token) { tokens.include?(token) }) do |env, app|
      next app.call(env) unless env["HTTP_AUTHORIZATION"].to_s.end_with?(" stale")

      [401, { "www-authenticate" => 'Bearer error="invalid_token"' }, []]
    end
    store = OmniAuth::Litmus::Stores::Memory.new({ "access_token" => "stale", "refresh_token" => "refresh" })
    oauth = OmniAuth::Litmus::Client.new("id", "secret", provider: "litmos", site: guarded.origin, token_url: "/token")
    source = OmniAuth::Litmus::TokenSource.new(oauth, store)
    allow(oauth).to receive(:get_token) { OmniAuth::Litmus::AccessToken.new(oauth, "good") }
    client = guarded.client(api_key: nil, token_source: source)
    expect(client.batch(posts(3)).map(&:status)).to eq([201] * 3)
  ensure
    guarded.stop
  end
end
