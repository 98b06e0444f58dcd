# frozen_string_literal: true

require "omniauth/litmus/token_source"
require_relative "../support/plain_browser"
require_relative "../support/sandbox_provider"

RSpec.describe OmniAuth::Litmus::TokenSource do
  let(:rotation) { :immediate }
  let(:provider) { SandboxProvider.start(rotation:) }
  let(:client) { client_of(provider) }
  let(:store) { OmniAuth::Litmus::Stores::Memory.new(signed_in) }
  let(:source) { source_of(store) }
  let(:events) { [] }

  before { OmniAuth::Litmus.subscriber = ->(name, payload) { events << [name, payload] } }

  after do
    OmniAuth::Litmus.subscriber = nil
    provider.stop
  end

  def client_of(provider)
    OmniAuth::Litmus::Client.new(provider.client_id, provider.client_secret, site: provider.base_url)
  end

  def source_of(store, **options)
    described_class.new(client, store, **options)
  end

  # What a login leaves.
  def signed_in
    address = client.auth_code.authorize_url(redirect_uri: provider.redirect_uri, state: "s")
    code = PlainBrowser.new.visit(address).params.fetch("code")
    token = client.auth_code.get_token(code, redirect_uri: provider.redirect_uri)
    described_class.pair(token)
  end

  # As if the token had been got so many seconds earlier.
  def age(seconds)
    store.write(store.read.merge("expires_at" => Time.now.to_i + 7200 - seconds))
  end

  # The access token is gone, the refresh token is not.
  def spoil_access_token
    pair = store.read
    fresh = client.get_token(grant_type: "refresh_token", refresh_token: pair["refresh_token"])
    store.write(pair.merge("refresh_token" => fresh.refresh_token))
  end

  def token_requests(grant)
    provider.events("/oauth/token").count { |event| event[:grant_type] == grant }
  end

  def refreshes = token_requests("refresh_token")

  def user(source) = source.get("/v2/users/current").parsed["user"]["first_name"]

  it "names what holds no tokens" do
    [nil, "t"].each do |given|
      expect { source.keep(given) }.to raise_error(OmniAuth::Litmus::ConfigurationError, /no tokens in #{given.class}/)
    end
  end

  it "reads an expiry as any store may have it" do
    soon = Time.now.to_i + 7200
    [soon, soon.to_s, soon + 0.5, Time.at(soon), Time.at(soon).utc.iso8601].each do |expires_at|
      store.write(store.read.merge("expires_at" => expires_at))
      expect(source_of(store).token.expires_at).to eq soon
    end
    expect(refreshes).to eq 0
    [1, "1", 1.5, Time.at(1), "1970-01-01T00:00:01Z"].each.with_index(1) do |expires_at, count|
      store.write(store.read.merge("expires_at" => expires_at))
      expect(source_of(store).token.expires_at).to be_within(5).of(soon)
      expect(refreshes).to eq count
    end
  end

  it "renews where the refresh token alone is stored, and needs a login where nothing is" do
    store.write(store.read.slice("refresh_token"))
    expect([user(source), refreshes, store.read.keys]).to match(["Maya", 1, include("access_token", "expires_at")])
    store.write({ "scope" => "full" })
    expect { source_of(store).token }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired)
  end

  it "hands out the stored token while it is valid" do
    expect([source.token.token, user(source), refreshes]).to eq([store.read["access_token"], "Maya", 0])
  end

  it "renews a token shortly before it expires, and keeps the new pair" do
    age(7200 - 59)
    old = store.read
    expect(user(source)).to eq("Maya")
    expect(store.read.values_at("access_token", "refresh_token") & old.values).to be_empty
    expect([refreshes, source.token.token]).to eq([1, store.read["access_token"]])
  end

  it "does not renew a token before the leeway" do
    age(7200 - 90)
    source.token
    expect(refreshes).to eq(0)
  end

  it "renews a token that the API no longer accepts, and makes the call once more" do
    spoil_access_token
    calls = provider.events("/v2/users/current").size
    expect(user(source)).to eq("Maya")
    expect([refreshes, provider.events("/v2/users/current").size - calls]).to eq([2, 2])
  end

  it "renews once for many threads, each with a source of its own" do
    age(7200)
    tokens = Array.new(16) { Thread.new { source_of(store).token.token } }.map(&:value)
    expect([refreshes, tokens.uniq]).to eq([1, [store.read["access_token"]]])
  end

  it "takes what another one has renewed meanwhile, without renewing it again" do
    source.token
    described_class.new(client, store).refresh!
    expect([user(source), refreshes]).to eq(["Maya", 1])
  end

  it "asks for a login when the grant is over, once, and does not ask the provider again" do
    client.revoke(source.token.refresh_token, :refresh_token)
    expect { user(source) }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired, /login/)
    requests = provider.events.size
    expect { user(source) }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired)
    expect { user(source_of(store)) }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired)
    expect([store.read, provider.events.size]).to eq([nil, requests])
  end

  it "asks for a login when the token has expired and there is no refresh token" do
    store.write(store.read.except("refresh_token"))
    age(7200 - 30)
    expect(user(source)).to eq("Maya")
    age(7200)
    expect { source_of(store).token }.to raise_error(an_instance_of(OmniAuth::Litmus::ReauthorizationRequired)
      .and(have_attributes(code: :no_refresh_token)))
    expect(refreshes).to eq(0)
  end

  it "does not take the wrong credentials of the application for the end of the grant" do
    store
    wrong = OmniAuth::Litmus::Client.new(provider.client_id, "wrong", site: provider.base_url)
    source = described_class.new(wrong, store)
    expect { source.refresh! }
      .to raise_error(an_instance_of(OmniAuth::Litmus::OAuthError).and(have_attributes(code: :invalid_client)))
    expect(source_of(store).refresh!.token).to eq(store.read["access_token"])
  end

  it "keeps the tokens of a new login" do
    source.revoke
    again = signed_in
    credentials = { "token" => again["access_token"], "refresh_token" => again["refresh_token"],
                    "expires_at" => again["expires_at"], "expires" => true }
    expect(user(source.keep(credentials))).to eq("Maya")
    expect(store.read).to eq(again.slice("access_token", "refresh_token", "expires_at"))
  end

  it "gives the grant back" do
    token = source.token
    expect([source.revoke, source.revoke, store.read]).to eq([true, true, nil])
    expect { token.get("/v2/users/current") }
      .to raise_error(an_instance_of(OmniAuth::Litmus::ApiError).and(have_attributes(code: :invalid_token)))
  end

  it "returns other refusals as a call does" do
    expect(source.post("/v1/emails", json: {}, raise_errors: false).error).to have_attributes(code: :bad_request)
    expect { source.post("/v1/emails", json: {}) }
      .to raise_error(an_instance_of(OmniAuth::Litmus::ApiError).and(have_attributes(code: :bad_request)))
  end

  it "tells of a renewal and of the end of a grant" do
    source.refresh!
    client.revoke(store.read["refresh_token"], :refresh_token)
    expect { source.refresh! }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired)
    host = provider.base_url.delete_prefix("http://")
    told = events.map { |name, payload| [name, payload.slice(:host, :code)] }
    expect(told).to eq([["exchange.litmus", { host: }], ["refresh.litmus", { host: }],
                        ["refresh.litmus", { host:, code: :invalid_grant }],
                        ["reauthorization.litmus", { host:, code: :invalid_grant }]])
    expect(events.map(&:last)).to all(include(duration: Float))
  end

  it "shows no token" do
    shown = [source.inspect, store.inspect, source.to_json].join
    expect(shown).not_to include(*store.read.values_at("access_token", "refresh_token"))
    expect { Marshal.dump(source) }.to raise_error(TypeError)
  end

  describe "for the application itself" do
    let(:store) { OmniAuth::Litmus::Stores::Memory.new }
    let(:source) { described_class.client_credentials(client, store) }

    it "gets a token by the client's credentials, and a new one when it expires" do
      answers = Array.new(2) do
        status = source.get("/v3/ping/authenticated").status
        store.write(store.read.merge("expires_at" => 1))
        described_class.client_credentials(client, store).token
        status
      end
      expect([answers, token_requests("client_credentials")]).to eq([[200, 200], 3])
    end

    it "gets one for many threads" do
      tokens = Array.new(8) { Thread.new { source.token.token } }.map(&:value)
      expect([tokens.uniq.size, token_requests("client_credentials")]).to eq([1, 1])
    end
  end
end
