# frozen_string_literal: true

require "omniauth/litmus/token_source"
require_relative "../support/child_process"
require_relative "../support/litmos_server"
require_relative "../support/scripted_server"

RSpec.describe OmniAuth::Litmos::Client do
  key = LitmosServer::KEY

  let(:api) { ScriptedServer.new }
  let(:litmos) { described_class.new(api_key: key, source: "specs", base_url: "#{api.base_url}/v1.svc") }

  after { api.stop }

  def answering(body, status: 200, type: "application/json; charset=utf-8")
    api.answer("/v1.svc/users", status:, body:, type:)
  end

  def failing(kind, code)
    raise_error(kind) { |error| expect([error.code, error.hint.to_s.empty?]).to eq([code, false]) }
  end

  it "shows the key in its header, names the source, and asks for JSON" do
    answering("[]")
    litmos.get("users", params: { search: "ada" })
    request = api.requests.first
    expect(request.headers).to include("apikey" => key, "accept" => start_with("application/json"))
    expect(request.headers).not_to include("authorization")
    expect(request.query).to include("source" => "specs", "search" => "ada")
  end

  it "writes JSON, with moments as Litmos has them" do
    answering("", status: 201)
    time = Time.utc(2026, 1, 2, 3, 4, 5)
    expect(litmos.post("/users", json: { UserName: "ada", StartDate: time, Tags: [time] })).to be_nil
    request = api.requests.first
    expect(JSON.parse(request.body)).to eq("UserName" => "ada", "StartDate" => "/Date(1767323045000+0000)/",
                                           "Tags" => ["/Date(1767323045000+0000)/"])
    expect(request.headers).to include("content-type" => start_with("application/json"))
  end

  {
    "/Date(1767323045000+1300)/" => Time.new(2026, 1, 2, 16, 4, 5, "+13:00"),
    "/Date(1767323045123-0430)/" => Time.new(2026, 1, 1, 22, 34, 5.123r, "-04:30"),
    "/Date(1767323045000)/" => Time.utc(2026, 1, 2, 3, 4, 5),
    "/Date(-1000+0000)/" => Time.utc(1969, 12, 31, 23, 59, 59),
    "/Date(0+9900)/" => Time.utc(1970)
  }.each do |text, time|
    it "reads #{text}" do
      answering(JSON.generate([{ "At" => text, "Deep" => { "At" => [text] } }]))
      found = litmos.get("/users").first
      expect([found["At"], found["Deep"]["At"].first]).to eq([time, time])
      expect(found["At"].utc_offset).to eq(time.utc_offset)
    end
  end

  it "leaves what only looks like a moment" do
    answering('["Date(0)", "/Date(x)/", "see /Date(0)/"]')
    expect(litmos.get("/users")).to eq(["Date(0)", "/Date(x)/", "see /Date(0)/"])
  end

  it "gives the whole answer where it is asked for" do
    answering('{"message": "no"}', status: 400)
    response = litmos.request(:get, "/users", raise_errors: false)
    expect([response.status, response.error.code, response.parsed]).to eq([400, :bad_request, { "message" => "no" }])
  end

  it "says of a key that is refused that it is the key" do
    answering('{"Detail": "no such key"}', status: 401)
    raised = begin
      litmos.get("/users")
    rescue OmniAuth::Litmus::Error => e
      e
    end
    errors = [raised, litmos.batch([{ url: "/users" }]).first,
              litmos.request(:get, "/users", raise_errors: false).error]
    expect(errors).to all(have_attributes(class: OmniAuth::Litmus::ApiError, code: :invalid_token, status: 401,
                                          hint: /Check the API key/, description: "no such key"))
  end

  it "says that an answer is not JSON, and does not quote it" do
    answering("<Users><User>ada</User></Users>", type: "application/xml")
    expect { litmos.get("/users") }.to failing(OmniAuth::Litmus::ProtocolError, :unexpected_format)
  end

  { { api_key: nil } => :missing_api_key, { api_key: " " } => :missing_api_key, { source: "" } => :missing_source,
    { base_url: nil, region: :mars } => :unknown_region, { base_url: "http://api.litmos.com/v1.svc" } => :insecure_http,
    { timeout: "soon" } => :invalid_timeout, { client_options: { proxy: 5 } } => :invalid_proxy }.each do |wrong, code|
    it "names what is wrong with #{wrong} at the first call, and not before" do
      settings = { api_key: key, source: "specs", base_url: "#{api.base_url}/v1.svc", **wrong }
      client = described_class.new(**settings)
      expect { client.get("/users") }.to failing(OmniAuth::Litmus::ConfigurationError, code)
      expect(api.requests).to be_empty
    end
  end

  it "knows the regions" do
    hosts = OmniAuth::Litmos::REGIONS.keys.map { |region| described_class.new(region:).base_url[%r{//([^/]+)}, 1] }
    expect(hosts).to eq(%w[api.litmos.com api.litmoseu.com api.litmos.com.au])
  end

  it "sends the key to no other origin, and drops it at a redirect" do
    other = ScriptedServer.new
    other.answer("/v1.svc/users", body: "[]", type: "application/json")
    expect { litmos.get("#{other.base_url}/v1.svc/users") }
      .to failing(OmniAuth::Litmus::ConfigurationError, :origin_not_allowed)
    api.answer("/v1.svc/users", status: 302, headers: { "location" => "#{other.base_url}/v1.svc/users" })
    expect(litmos.get("/users")).to eq([])
    expect(other.requests.map { |request| request.headers["apikey"] }).to eq([nil])
  ensure
    other.stop
  end

  it "tells the key to nobody" do
    answering(%({"message": "unknown key #{key}"}), status: 403)
    error = begin
      litmos.get("/users")
    rescue OmniAuth::Litmus::Error => e
      e
    end
    told = [error.message, error.inspect, error.description, litmos.inspect, litmos.to_json]
    expect(told.join).not_to include(key)
    expect(error.description).to include("unknown key")
    expect { Marshal.dump(litmos) }.to raise_error(TypeError)
  end

  it "is instrumented as all calls are" do
    answering("[]")
    events = []
    OmniAuth::Litmus.subscriber = ->(name, payload) { events << [name, payload] }
    litmos.get("/users", params: { search: "ada" })
    expect(events).to match([["request.litmus", include(path: "/v1.svc/users", status: 200, attempts: 1)]])
  ensure
    OmniAuth::Litmus.subscriber = nil
  end

  it "calls with a token where there is a source of such" do
    answering("[]")
    oauth = OmniAuth::Litmus::Client.new("id", "secret", provider: "litmos", site: api.base_url, token_url: "/token")
    api.answer("/token", body: '{"access_token":"a-token","token_type":"bearer"}', type: "application/json")
    source = OmniAuth::Litmus::TokenSource.client_credentials(oauth)
    described_class.new(token_source: source, source: "specs", base_url: "#{api.base_url}/v1.svc").get("/users")
    expect(api.requests("/token").first.body).to include("grant_type=client_credentials")
    expect(api.requests.last.headers).to include("authorization" => "Bearer a-token")
    expect(api.requests.last.headers).not_to include("apikey")
  end

  it "has no OAuth endpoints but those that are configured" do
    oauth = OmniAuth::Litmus::Client.new("id", "secret", provider: "litmos")
    { authorize_url: -> { oauth.auth_code.authorize_url }, token_url: -> { oauth.client_credentials.get_token },
      revoke_url: -> { oauth.revoke("a-token") } }.each do |name, call|
      expect(&call).to raise_error(OmniAuth::Litmus::ConfigurationError, /#{name}/)
    end
  end

  it "makes a call again that was lost where it may be repeated, and a POST never" do
    api.answer_in_turn("/v1.svc/users", { status: 504 }, { body: "[]", type: "application/json" })
    expect(litmos.get("/users")).to eq([])
    api.answer("/v1.svc/users", status: 504)
    expect { litmos.post("/users", json: {}) }.to failing(OmniAuth::Litmus::ApiError, :server_error)
    expect(api.requests.map(&:verb)).to eq(%w[GET GET POST])
  end
end

RSpec.describe "require \"omniauth/litmos\"" do
  include ChildProcess

  it "is not needed by Litmus, which does not load it" do
    output, = ruby("p defined?(OmniAuth::Litmos), $LOADED_FEATURES.grep(%r{omniauth/litmos})")
    expect(output.lines(chomp: true)).to eq(["nil", "[]"])
  end

  it "is enough by itself" do
    output, = ruby("p OmniAuth::Litmos::Client.new.inspect", library: "omniauth/litmos")
    expect(output).to include("OmniAuth::Litmos::Client")
  end
end
