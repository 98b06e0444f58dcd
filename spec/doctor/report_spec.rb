# frozen_string_literal: true

require "omniauth/litmus/doctor"
require_relative "../support/scripted_server"

RSpec.describe OmniAuth::Litmus::Doctor do
  let(:server) { ScriptedServer.new }
  let(:settings) do
    { site: server.base_url, api: server.base_url, client_id: "partner", client_secret: "s3cr3t-of-the-client",
      redirect_uri: "https://partner.example/auth/litmus/callback", token: "s3cr3t-access-token" }
  end

  after { server.stop }

  def examine(**changes)
    described_class.new(**settings, **changes).examine
  end

  def finding(report, check)
    report.findings.find { |it| it.check == check }
  end

  it "repeats nothing that a server echoes" do
    echo = { "error" => "s3cr3t-of-the-client", "error_description" => "s3cr3t-of-the-client" }
    server.answer("/", headers: { "Date" => "s3cr3t" })
    server.answer("/oauth/authorize", status: 400, body: "s3cr3t-of-the-client")
    server.answer("/oauth/token", status: 400, type: "application/json", body: JSON.generate(echo))
    server.answer("/v3/ping", status: 429, headers: { "X-RateLimit-Reset" => "s3cr3t" })
    challenge = 'Bearer error="invalid_token", error_description="s3cr3t-access-token expired"'
    server.answer("/v2/users/current", status: 401, headers: { "WWW-Authenticate" => challenge })
    report = examine
    expect(report.findings.map(&:code)).to include(:invalid_error, :rate_limited, :token_expired)
    expect([report.to_text, report.to_json, report.inspect].join).not_to include("s3cr3t")
  end

  it "repeats no secret that was given in the wrong place, and no control characters" do
    report = examine(site: "https://partner:s3cr3t@litmus.example", redirect_uri: "https://a.example/\e[31m")
    expect(report.to_text + report.to_json).not_to match(/s3cr3t|\e/)
    expect(finding(report, :configuration)).to have_attributes(status: :failed, code: :invalid_url)
  end

  it "shows no secret when inspected" do
    expect(described_class.new(**settings).inspect).not_to include("s3cr3t")
  end

  it "takes no token for a code that nobody issued as a good sign" do
    tokens = JSON.generate(access_token: "s3cr3t-new", token_type: "Bearer")
    server.answer("/oauth/token", type: "application/json", body: tokens)
    expect(finding(examine, :client_credentials)).to have_attributes(status: :failed, code: :accepts_anything)
  end

  it "knows an authorization request that is refused by sending the user back" do
    server.on("/oauth/authorize") do |exchange|
      back = "#{settings[:redirect_uri]}?error=unauthorized_client"
      exchange.answer(status: 302, headers: { "Location" => back })
    end
    expect(finding(examine, :registration)).to have_attributes(status: :failed, code: :authorization_refused)
  end

  it "finds trouble at Litmus to be no fault of the app's" do
    %w[/oauth/authorize /v3/ping].each { |path| server.answer(path, status: 503) }
    report = examine
    expect([finding(report, :authorization_endpoint), finding(report, :api)].map(&:status)).to eq %i[warning warning]
    expect(finding(report, :registration)).to have_attributes(status: :skipped, code: :not_answered)
  end

  it "asks eight times at most, and sends the secret and the token only where they belong" do
    server.answer("/oauth/authorize", type: "text/html", body: "<p>Sign in</p>")
    examine
    expect(server.requests.length).to be_between(5, 8)
    holders = server.requests.select { |request| request.text.include?("s3cr3t") }
    expect(holders.map(&:path).uniq).to contain_exactly("/oauth/token", "/v2/users/current")
    expect(holders.map(&:target).join).not_to include("s3cr3t")
  end

  it "refuses a setting that it does not have" do
    expect { described_class.new(secret: "s3cr3t") }.to raise_error(ArgumentError, /unknown setting: secret/)
  end

  describe OmniAuth::Litmus::Doctor::EffectiveProxy do
    around do |example|
      before = ENV.to_h
      described_class::VARIABLES.values.flatten.each { |name| ENV.delete(name) }
      ENV.update("https_proxy" => "http://partner:s3cr3t@proxy.example:3128", "no_proxy" => "other.example, 10.0.0.0/8")
      example.run
      ENV.replace(before)
    end

    {
      "https://litmus.com" => "proxy.example:3128", "http://litmus.com" => nil, "https://localhost" => nil,
      "https://127.0.0.9" => nil, "https://[::1]" => nil, "https://other.example" => nil,
      "https://api.other.example" => nil, "https://another.example" => "proxy.example:3128",
      "https://10.1.2.3" => nil, "https://11.1.2.3" => "proxy.example:3128"
    }.each do |url, proxy|
      it "knows that #{url} is asked #{proxy ? "through #{proxy}" : "directly"}" do
        expect(described_class.new(URI.parse(url), nil).address).to eq proxy
      end
    end

    it "goes by the setting before the environment" do
      uri = URI.parse("https://litmus.com")
      expect(described_class.new(uri, "http://a:s3cr3t@one.example").address).to eq "one.example"
      expect(described_class.new(uri, false).address).to be_nil
    end
  end
end
