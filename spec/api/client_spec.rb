# frozen_string_literal: true

require "active_support"
require "active_support/core_ext/integer/time"
require "active_support/core_ext/numeric/time"
require "active_support/core_ext/hash/indifferent_access"
require "bigdecimal"
require "omniauth/litmos"
require "omniauth/litmus/instant_api"
require "omniauth/litmus/testing/rerouting"
require "omniauth/litmus/token_source"
require "omniauth/litmus/v3_api"
require "pathname"
require_relative "../support/bad_input"
require_relative "../support/scripted_api"
require_relative "../support/throw_away_ca"

# Settings as YAML, ENV and ActiveSupport give them.
RSpec.describe OmniAuth::Litmus::Client, "and the values it is given" do
  include_context "with a scripted API"

  let(:site) { api.base_url }

  before do
    api.answer("/oauth/token", body: '{"access_token":"t","token_type":"Bearer"}', type: "application/json")
    api.answer("/", body: "{}", type: "application/json")
  end

  def exchange(id: "id", secret: "secret", **options)
    described_class.new(id, secret, { site:, **options }).auth_code.get_token("code")
  end

  def sent = api.requests("/oauth/token").last

  {
    "a Duration" => 10.seconds, "a fraction of a Duration" => 1.5.minutes, "a Rational" => 21/2r,
    "a BigDecimal" => BigDecimal("10.5"), "a text of ENV" => "10", "a text with a fraction" => "10.5"
  }.each do |words, seconds|
    it "takes #{words} for a deadline, wherever one is given" do
      [{ timeout: seconds }, { open_timeout: seconds }, { connection_opts: { request: { timeout: seconds } } },
       { connection_opts: { request: { open_timeout: seconds } } }].each do |options|
        expect(exchange(**options).token).to eq "t"
      end
      expect(client.request(:get, "/", timeout: seconds).status).to eq 200
      expect(client.batch([{ url: "/", timeout: seconds }], deadline: seconds).map(&:status)).to eq [200]
    end
  end

  it "counts a Duration in seconds" do
    api.on("/oauth/token") { |exchange| sleep(1) && exchange.answer(body: "{}") }
    expect { exchange(timeout: 0.001.minutes) }.to raise_error(OmniAuth::Litmus::TimeoutError)
  end

  [Object.new, [10], { a: 1 }, true, "ten", "10s", "", :ten, Complex(1, 1)].each do |value|
    it "asks for a number of seconds instead of #{value.class} #{value.inspect unless value.instance_of?(Object)}" do
      %i[timeout open_timeout].each do |name|
        error = error_of { exchange(name => value) }
        expect(error).to have_attributes(class: OmniAuth::Litmus::ConfigurationError, code: :invalid_setting,
                                         message: /#{name}.* is not a number of seconds/)
      end
    end
  end

  it "takes credentials of digits, in the body and in a header" do
    exchange(id: 12_345, secret: 67_890)
    expect(JSON.parse(sent.body)).to include("client_id" => "12345", "client_secret" => "67890")
    exchange(id: 12_345, secret: 67_890, auth_scheme: "basic_auth")
    expect(sent.basic).to eq %w[12345 67890]
    client = described_class.new(12_345, 67_890, { site: })
    expect([client.id, client.auth_code.authorize_url[/client_id=\w+/]]).to eq [12_345, "client_id=12345"]
    expect(client.revoke("t")).to be true
  rescue OmniAuth::Litmus::ProtocolError => e
    expect(e.code).to eq :unexpected_status # of the revocation, which is not scripted
  end

  it "takes texts that are ASCII in whatever encoding they say" do
    %w[US-ASCII ASCII-8BIT ISO-8859-1 Windows-1252 UTF-16LE].each do |name|
      text = ->(words) { words.encode(name).freeze }
      exchange(id: text["id"], secret: text["secret"], site: text[site], headers: { text["X-A"] => text["b"] },
               token_format: text["form"], timeout: text["7.5"])
      expect(sent).to have_attributes(params: include("client_id" => "id", "client_secret" => "secret"),
                                      headers: include("x-a" => "b"))
    end
  end

  it "names a number that is broken text" do
    ["\xFF", "\x00\xD8".dup.force_encoding("UTF-16LE")].each do |timeout|
      expect { exchange(timeout:).token }.to raise_error(OmniAuth::Litmus::ConfigurationError, /timeout/)
    end
  end

  it "takes them, too, where a sandbox stood in for Litmus" do
    OmniAuth::Litmus::Testing::Rerouting.to(Struct.new(:url).new("http://127.0.0.1:9"))
    OmniAuth::Litmus::Testing::Rerouting.to(nil)
    expect(exchange(site: site.encode("UTF-16LE")).token).to eq "t"
    expect(exchange(site: URI(site)).token).to eq "t"
  end

  it "takes a host of an API in another encoding" do
    [OmniAuth::Litmus::InstantApi, OmniAuth::Litmus::V3Api].each do |kind|
      expect(kind.new(exchange, host: "#{site}/".encode("UTF-16LE")).host).to eq site
    end
  end

  it "takes a URI for an address" do
    address = URI(site)
    expect(exchange(site: address, token_url: URI("#{site}/oauth/token"), api_origins: [URI("https://api.example")],
                    api_host: address, redirect_uri: URI("https://app.example/cb")).token).to eq "t"
    expect(JSON.parse(sent.body)).to include("redirect_uri" => "https://app.example/cb")
    expect(client.request(:get, URI("#{site}/")).status).to eq 200
    expect(client.batch([{ url: URI("#{site}/") }]).map(&:status)).to eq [200]
    expect(OmniAuth::Litmus::InstantApi.new(token, host: URI("https://previews.example")).host)
      .to eq "https://previews.example"
  end

  it "names a token that is none" do
    ["t", { token: "t" }, 5].each do |access_token|
      [-> { client.request(:get, "/", access_token:) }, -> { client.batch([{ url: "/" }], access_token:) }]
        .each { |call| expect(&call).to raise_error(OmniAuth::Litmus::ConfigurationError, /no AccessToken/) }
    end
  end

  it "takes Strings for numbers" do
    of_strings = described_class.new("id", "secret", site:, max_response_size: "100", max_redirects: "1", timeout: "5")
    expect(of_strings.request(:get, "/", timeout: "3", max_response_size: "50", retries: "1").status).to eq 200
    expect(of_strings.batch([{ url: "/" }], concurrency: "2", deadline: "5", retries: "0").map(&:status)).to eq [200]
    error = OmniAuth::Litmus::ProtocolError
    expect { of_strings.request(:get, "/", max_response_size: "1") }.to raise_error(error, /larger than 1 bytes/)
    expect { of_strings.request(:get, "/", retries: "many") }.to raise_error(OmniAuth::Litmus::ConfigurationError)
  end

  it "takes a Pathname for a file" do
    ca = ThrowAwayCA.shared
    server = ScriptedServer.new(leaf: ca.leaf)
    server.answer("/", body: "there")
    ssl = { ca_file: Pathname(ca.ca_file) }
    [{ ssl: }, { connection_opts: { ssl: } }].each do |options|
      client = described_class.new("id", "secret", { site: server.base_url, **options })
      expect(client.request(:get, "/").body).to eq "there"
    end
  ensure
    server&.stop
  end

  it "takes Strings for Symbols, as values and as keys" do
    settings = { "site" => site, "auth_scheme" => "basic_auth", "token_format" => "form", "token_method" => "post",
                 "max_redirects" => "3", "timeout" => "10", "ssl" => { "verify" => true },
                 "connection_opts" => { "request" => { "timeout" => 10 }, "headers" => { "X-A" => "b" } } }
    [settings, settings.with_indifferent_access].each do |given|
      expect(described_class.new("id", "secret", given).auth_code.get_token("code").token).to eq "t"
      expect(sent).to have_attributes(json?: false, basic: %w[id secret], headers: include("x-a" => "b"))
    end
  end

  it "changes none of the values that it is given" do
    connection_opts = { request: { timeout: 5r }.freeze, headers: { user_agent: "a" }.freeze }.freeze
    options = { site: URI(site), timeout: 10.seconds, ssl: { verify: true }.freeze, connection_opts: }.freeze
    client = described_class.new("id", "secret", options)
    client.auth_code.get_token("code")
    expect(client).to have_attributes(site: options[:site], options: include(options.except(:site)))
  end

  it "refuses settings that contain themselves" do
    circle = {}
    circle[:ssl] = circle
    list = []
    2.times { list << list }
    [{ ssl: circle }, { api_origins: list }].each do |options|
      expect(error_of { exchange(**options) }).to have_attributes(code: :invalid_setting)
    end
  end

  describe "for header fields" do
    it "spells Symbols as Faraday does, and leaves Strings alone" do
      headers = { user_agent: "our-app", x_count: 5, "X-Kept_as" => "it is", accept: %w[a/b c/d], x_none: nil }
      right = { "user-agent" => "our-app", "x-count" => "5", "x-kept_as" => "it is", "accept" => "a/b, c/d" }
      call = ->(options, more) { described_class.new("id", "s", { site:, **options }).request(:get, "/", more) }
      [[{ headers: }, {}], [{ connection_opts: { headers: } }, {}], [{}, { headers: }]].each do |options, more|
        call[options, more]
        fields = api.requests("/").last.headers
        expect(fields).to include(more.empty? ? right.except("accept") : right)
        expect(fields.keys.grep(/_/)).to eq ["x-kept_as"]
      end
    end

    it "has the app's User-Agent in each request" do
      client = described_class.new("id", "s", { site:, headers: { user_agent: "our-app" } })
      client.request(:get, "/")
      client.auth_code.get_token("code")
      expect([*api.requests("/"), sent].map { |request| request.headers["user-agent"] }).to eq ["our-app"] * 2
    end

    it "spells the token's own field likewise" do
      shown = OmniAuth::Litmus::AccessToken.new(client, "t", header_name: :x_api_key, header_format: "%s")
      shown.get("/")
      expect(api.requests("/").last.headers).to include("x-api-key" => "t")
      expect(shown.headers).to eq("X-Api-Key" => "t")
    end
  end

  it "means the same to a source of tokens" do
    source = OmniAuth::Litmus::TokenSource.client_credentials(
      described_class.new("id", "secret", { site:, timeout: "10" }), leeway: 2.minutes
    )
    expect(source.get("/").status).to eq 200
    expect(source.batch([{ url: "/" }], deadline: 1.minute).map(&:status)).to eq [200]
  end

  it "asks for a number where the core reads none, before anything is sent" do
    stored = OmniAuth::Litmus::Stores::Memory.new
    source = lambda do |more, **options|
      made = described_class.new("id", "secret", { site:, **more })
      OmniAuth::Litmus::TokenSource.new(made, stored, **options)
                                   .keep(token: "t", refresh_token: "r", expires_at: Time.now.to_i + 3600)
    end
    litmos = ->(options) { OmniAuth::Litmos::Client.new(api_key: "k", source: "s", base_url: site, **options) }
    calls = [
      -> { source[{}, leeway: "s3cr3t"].token }, -> { source[{}].batch([{ url: "/" }], deadline: "s3cr3t") },
      -> { source[{}, leeway: Float::NAN].token }, -> { source[{}].batch([{ url: "/" }], deadline: Float::NAN) },
      -> { litmos[{ rate_window: Float::NAN }].get("/") }, -> { litmos[{ timeout: Complex(1, 2) }].get("/") },
      -> { source[{ timeout: "s3cr3t" }].refresh! }, -> { litmos[{ rate_limit: "s3cr3t" }].get("/") },
      -> { litmos[{ rate_window: Object.new }].get("/") }, -> { litmos[{ timeout: "s3cr3t" }].get("/") },
      -> { litmos[{ client_options: { timeout: "s3cr3t" } }].get("/") },
      -> { client.get_token({ grant_type: "client_credentials", headers: "s3cr3t" }) }
    ]
    errors = calls.map { |call| error_of(&call) }
    expect(errors).to all(be_an(OmniAuth::Litmus::ConfigurationError))
    expect(errors.map(&:message).join).not_to include "s3cr3t"
    expect(api.requests).to be_empty
  end

  it "takes an empty text for no proxy, as an empty variable gives it" do
    [{ proxy: "" }, { connection_opts: { proxy: "" } }].each { |options| expect(exchange(**options).token).to eq "t" }
  end

  it "means the same to Litmos" do
    litmos = OmniAuth::Litmos::Client.new(
      api_key: 12_345, source: :app, base_url: URI("#{site}/"), timeout: "60", rate_limit: "10", rate_window: 1.minute,
      client_options: { timeout: 10.seconds }
    )
    expect(litmos.get("/")).to eq({})
    expect(litmos.batch([{ url: "/" }], deadline: 1.minute).map(&:status)).to eq [200]
    expect(api.requests("/").last)
      .to have_attributes(headers: include("apikey" => "12345"), query: include("source" => "app"))
  end
end

RSpec.describe OmniAuth::Strategies::Litmus, "and the values it is given" do
  include_context "with a scripted Litmus"

  let(:options) { { redirect_uri: URI("https://app.example/auth/litmus/callback"), issuer: URI("https://id.example") } }
  let(:client_options) { { timeout: 10.seconds, open_timeout: "5", site: URI(site), ssl: { verify: true } } }

  it "takes a URI for redirect_uri, which both legs send, and for the issuer" do
    person.begin_login
    sign_in(person.come_back("iss" => "https://id.example"))
    expect(litmus.token_requests.last.params).to include("redirect_uri" => "https://app.example/auth/litmus/callback")
  end
end
