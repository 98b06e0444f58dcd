# frozen_string_literal: true

require "socket"
require_relative "../support/doctor_command"
require_relative "../support/plain_browser"
require_relative "../support/sandbox_provider"
require_relative "../support/scripted_server"

RSpec.describe "omniauth-litmus doctor" do
  include DoctorCommand

  # A sandbox whose clock the examples turn.
  server = Struct.new(:offset) do
    def provider
      @provider ||= SandboxProvider.start(redirect_uris: [SandboxProvider::CALLBACK], rate_limit: 100,
                                          clock: -> { Time.now + offset })
    end
  end.new(0)

  after(:context) { server.provider.stop }

  before do
    server.offset = 0
    provider.sandbox.reset!
  end

  let(:provider) { server.provider }
  let(:site) { provider.base_url }
  let(:api) { site }
  let(:secrets) { ["s3cr3t", provider.client_secret] }
  let(:env) do
    { "LITMUS_APP_ID" => provider.client_id, "LITMUS_SECRET" => provider.client_secret,
      "LITMUS_OAUTH_HOST" => site, "LITMUS_API_HOST" => api }
  end
  let(:options) { ["--redirect-uri", provider.redirect_uri] }

  # Everything that was printed is searched for what must not be.
  def examine(*more, **changes)
    examination = doctor(*options, *more, env: env.merge(changes.transform_keys(&:to_s)))
    expect(secrets.select { |secret| examination.everything.include?(secret) }).to be_empty
    examination
  end

  # One fault, said in both forms with a word on how to mend it; nothing else failed.
  def expect_fault(examination, check, code, words)
    expect(examination).to have_attributes(faults: { check.to_s => code.to_s }, status: 1)
    expect(examination[check]).to include("message" => words, "remedy" => be)
    said = ["FAILED   #{check}", *examination[check].values_at("message", "remedy")]
    expect(examination.text.gsub(/\s+/, " ")).to include(*said.map { |line| line.squeeze(" ") })
  end

  def client
    @client ||= OmniAuth::Litmus::Client.new(provider.client_id, provider.client_secret, site:)
  end

  # The tokens of somebody who signed in.
  def tokens
    redirect_uri = provider.redirect_uri
    visit = PlainBrowser.new.visit(client.auth_code.authorize_url(redirect_uri:))
    known client.auth_code.get_token(visit.params.fetch("code"), redirect_uri:)
  end

  def known(token)
    secrets.concat([token.token, token.refresh_token].compact)
    token
  end

  describe "where all is well" do
    it "says so, of each check" do
      examination = examine(LITMUS_ACCESS_TOKEN: tokens.token)
      expect(examination.faults).to be_empty
      expect(examination.status).to eq 0
      expect(examination.document).to include("healthy" => true, "site" => site, "api" => api)
      statuses = examination.document["checks"].to_h { |check| check.values_at("check", "status") }
      expect(statuses).to eq("tls" => "skipped", **%w[
        configuration redirect_uri dns connection clock authorization_endpoint client_credentials registration api
        access_token
      ].to_h { |check| [check, "ok"] })
      expect(examination.text).to include("10 ok, 1 skipped")
    end

    it "names the user of a token by id, and not by name or address" do
      examination = examine(LITMUS_ACCESS_TOKEN: tokens.token)
      expect(examination[:access_token]["message"]).to include("user 1001")
      expect(examination.everything).not_to match(/maya|okafor/i)
    end

    it "knows the token of an application, whose answer echoes it" do
      token = known(client.client_credentials.get_token).token
      expect(examine(LITMUS_ACCESS_TOKEN: token)[:access_token]).to include("code" => "application_token")
    end

    it "says so over TLS, with a certificate of its own authority" do
      SandboxProvider.run(tls: true) do |encrypted|
        examination = examine("--ca-file", encrypted.ca_file, LITMUS_OAUTH_HOST: encrypted.base_url,
                                                              LITMUS_API_HOST: encrypted.base_url)
        expect([examination.faults, examination[:tls]["status"]]).to eq [{}, "ok"]
      end
    end

    it "reads the secret from the standard input" do
      examination = doctor(*options, "--secret-stdin", env: env.except("LITMUS_SECRET"),
                                                       input: "#{provider.client_secret}\n")
      expect([examination.faults, examination[:client_credentials]["status"]]).to eq [{}, "ok"]
    end
  end

  describe "names what is configured wrong:" do
    it "the client id" do
      expect_fault(examine(LITMUS_APP_ID: "somebody-else"), :client_credentials, :unknown_client_id, /client id/)
    end

    it "the client secret" do
      expect_fault(examine(LITMUS_SECRET: "s3cr3t-of-another"), :client_credentials, :wrong_client_secret,
                   /secret is wrong/)
    end

    it "a redirect_uri that is not registered" do
      options[1] = "https://partner.example/other/auth/litmus/callback"
      expect_fault(examine, :registration, :redirect_uri_not_registered, /not registered/)
    end

    it "secret and redirect_uri at once" do
      options[1] = "https://partner.example/other/auth/litmus/callback"
      expect(examine(LITMUS_SECRET: "s3cr3t-of-another").faults)
        .to eq("client_credentials" => "wrong_client_secret", "registration" => "redirect_uri_not_registered")
    end

    it "a redirect_uri on http" do
      options[1] = "http://partner.example/auth/litmus/callback"
      examination = examine
      expect_fault(examination, :redirect_uri, :insecure_redirect_uri, /on http/)
      expect(examination[:redirect_uri]["remedy"]).to include("https://partner.example")
      expect(examination[:registration]).to include("status" => "skipped", "code" => "malformed")
    end

    {
      "that is relative" => ["/auth/litmus/callback", :relative_redirect_uri],
      "with a fragment" => ["https://partner.example/auth/litmus/callback#here", :redirect_uri_fragment],
      "with a password" => ["https://partner:s3cr3t@partner.example/auth/litmus/callback", :redirect_uri_userinfo],
      "that is no URL" => ["https://partner example", :invalid_redirect_uri]
    }.each do |words, (uri, code)|
      it "a redirect_uri #{words}" do
        options[1] = uri
        expect(examine.faults).to include("redirect_uri" => code.to_s)
      end
    end

    it "a missing secret, and a client id with a line end" do
      examination = examine(LITMUS_SECRET: "", LITMUS_APP_ID: "#{provider.client_id}\n")
      faults = examination.document["checks"].select { |check| check["check"] == "configuration" }
      expect(faults.map { |fault| fault["code"] }).to eq %w[padded_client_id missing_client_secret]
      expect(examination[:client_credentials]).to include("status" => "skipped", "code" => "no_credentials")
    end

    it "a site on http, and sends nothing there" do
      examination = examine(LITMUS_OAUTH_HOST: "http://litmus.example")
      expect_fault(examination, :configuration, :insecure_http, /litmus\.example over http/)
      expect(examination.document["checks"].map { |check| check["status"] }.tally).to include("skipped" => be >= 6)
    end
  end

  describe "names what is wrong on the way:" do
    it "a host that is not Litmus" do
      elsewhere = ScriptedServer.new
      elsewhere.answer("/", type: "text/html", body: "<p>Welcome</p>")
      examination = examine(LITMUS_OAUTH_HOST: elsewhere.base_url, LITMUS_API_HOST: elsewhere.base_url)
      expect(examination.faults).to include("authorization_endpoint" => "not_found", "api" => "not_the_api",
                                            "client_credentials" => be)
      expect(examination.text).to include("LITMUS_OAUTH_HOST").and include("LITMUS_API_HOST")
    ensure
      elsewhere.stop
    end

    it "a host name that cannot be resolved" do
      expect_fault(examine(LITMUS_OAUTH_HOST: "https://litmus.invalid"), :dns, :dns_failed, /litmus\.invalid/)
    end

    it "a port where nobody listens" do
      socket = Socket.new(:INET, :STREAM).tap { |it| it.bind(Addrinfo.tcp("127.0.0.1", 0)) }
      nobody = "http://127.0.0.1:#{socket.local_address.ip_port}"
      examination = examine(LITMUS_OAUTH_HOST: nobody)
      expect_fault(examination, :connection, :connection_refused, /refused/)
      expect(examination[:dns]["status"]).to eq "ok"
    ensure
      socket.close
    end

    { other_ca: "untrusted", expired: "expired", wrong_host: "wrong_host" }.each do |leaf, word|
      it "a certificate: #{word}" do
        SandboxProvider.run(tls: leaf) do |encrypted|
          examination = examine("--ca-file", encrypted.ca_file, LITMUS_OAUTH_HOST: encrypted.base_url)
          expect(examination.faults).to include("tls" => "certificate_#{word}")
          expect(examination[:connection]["status"]).to eq "ok"
          expect(encrypted.requests).to be_empty
        end
      end
    end

    it "a proxy that refuses" do
      proxy = ScriptedServer.new
      proxy.answer("litmus.invalid:443", status: 403)
      address = proxy.base_url.sub("//", "//partner:s3cr3t-of-the-proxy@")
      examination = examine(LITMUS_OAUTH_HOST: "https://litmus.invalid", HTTPS_PROXY: address)
      expect_fault(examination, :connection, :proxy_refused, /proxy 127\.0\.0\.1:\d+ did not connect/)
      expect(examination[:dns]).to include("code" => "by_proxy")
      expect(proxy.requests.map(&:verb).uniq).to eq %w[CONNECT]
    ensure
      proxy.stop
    end

    it "a proxy that is not there" do
      examination = examine("--proxy", "http://proxy.invalid:3128", LITMUS_OAUTH_HOST: "https://litmus.invalid")
      expect_fault(examination, :dns, :dns_failed, /name of the proxy proxy\.invalid:3128/)
    end

    { 3600 => "60 minutes behind", -3600 => "60 minutes ahead of" }.each do |offset, words|
      it "a clock that is #{words}" do
        server.offset = offset
        expect_fault(examine, :clock, :clock_skew, /#{words}/)
      end
    end

    it "a clock that is two minutes off, as a warning" do
      server.offset = -120
      expect(examine).to have_attributes(status: 0, faults: {}, text: /WARNING  clock/)
    end
  end

  describe "names what is wrong with a token:" do
    it "it has expired" do
      server.offset = -7201
      token = tokens.token
      server.offset = 0
      expect_fault(examine(LITMUS_ACCESS_TOKEN: token), :access_token, :token_expired, /has expired/)
    end

    it "it was revoked" do
      token = tokens
      token.revoke
      expect_fault(examine(LITMUS_ACCESS_TOKEN: token.token), :access_token, :token_revoked, /was revoked/)
    end

    it "it is not known" do
      expect_fault(examine(LITMUS_ACCESS_TOKEN: "s3cr3t-from-elsewhere"), :access_token, :token_invalid, /not know/)
    end

    it "its scope is not enough" do
      SandboxProvider.run(granted_scope: "some") do |narrow|
        token = known(OmniAuth::Litmus::Client.new(*SandboxProvider::CLIENT, site: narrow.base_url)
                                              .client_credentials.get_token).token
        examination = examine(LITMUS_OAUTH_HOST: narrow.base_url, LITMUS_API_HOST: narrow.base_url,
                              LITMUS_ACCESS_TOKEN: token)
        expect_fault(examination, :access_token, :missing_scope, /scope/)
      end
    end

    it "its limit is reached" do
      token = known(client.client_credentials.get_token)
      100.times { token.get("/v3/ping/authenticated") }
      examination = examine(LITMUS_ACCESS_TOKEN: token.token)
      expect_fault(examination, :access_token, :rate_limited, /until \d\d:\d\d:\d\d \(100 a window\)/)
    end
  end

  describe "asked in a way that it does not understand" do
    {
      "no command of its own" => %w[s3cr3t],
      "a secret on the command line" => %w[doctor --client-secret=s3cr3t],
      "a secret behind a mistyped option" => %w[doctor --client-sekret=s3cr3t],
      "a token on the command line" => %w[doctor --token s3cr3t],
      "a proxy with a password" => %w[doctor --proxy http://partner:s3cr3t@proxy.example],
      "a number that is none" => %w[doctor --timeout s3cr3t],
      "something more" => %w[doctor s3cr3t]
    }.each do |words, arguments|
      it "says so on the standard error and repeats no value: #{words}" do
        output, complaints, status = omniauth_litmus(*arguments)
        expect([output, status]).to eq ["", 2]
        expect(complaints).to match(/\S/)
        expect(complaints).not_to include("s3cr3t")
      end
    end

    [%w[help doctor], %w[doctor --help], %w[doctor -h]].each do |arguments|
      it "shows what there is: #{arguments.inspect}" do
        output, complaints, status = omniauth_litmus(*arguments)
        expect([complaints, status]).to eq ["", 0]
        expect(output).to include("--redirect-uri").and include("LITMUS_APP_ID")
      end
    end
  end
end
