# frozen_string_literal: true

require "omniauth/litmus/testing/running_sandbox"
require "omniauth/litmus/test_helper"
require_relative "../support/child_process"
require_relative "../support/litmus_at"
require_relative "../support/plain_browser"
require_relative "../support/relying_app"
require_relative "../support/sandbox_provider"

RSpec.describe OmniAuth::Litmus::TestHelper, needs: %w[rails puma] do
  include described_class
  include ChildProcess
  include LitmusAt

  # What a hash is made of: keys, and the classes of the values.
  def shape(hash)
    hash.map { |key, value| [key, value.class, *(shape(value) if value.is_a?(Hash))] }.sort_by(&:first)
  end

  describe "#mock_litmus_login" do
    {
      "the defaults" => [{}, {}], "an e-mail address" => [{ include_email: true }, { email: "maya@example.com" }],
      "the profile" => [{ include_raw_info: true }, { raw_info: true }],
      "another name of the strategy" => [{ name: "litmus_eu" }, { provider: :litmus_eu }]
    }.each do |what, (options, who)|
      it "is what a login yields, with #{what}" do
        SandboxProvider.run do |provider|
          app = RelyingApp.new(site: litmus_at(provider), pkce: true, **options)
          path = "/auth/#{options.fetch(:name, "litmus")}"
          browser = app.browser
          question = browser.sign_in(path:).location
          answer = PlainBrowser.new.visit(question).location
          params = URI.decode_www_form(URI.parse(answer).query).to_h.transform_keys(&:to_sym)
          real = browser.callback(path: "#{path}/callback", **params).auth
          mock = mock_litmus_login(**who)

          expect(shape(mock)).to eq(shape(real))
          expect([mock.class, mock.info.class, mock.credentials.class, mock.extra.class])
            .to eq([real.class, real.info.class, real.credentials.class, real.extra.class])
          expect(mock.to_hash.except("credentials")).to eq(real.to_hash.except("credentials"))
          expect(mock.credentials.expires_at).to be_within(60).of(real.credentials.expires_at)
        end
      end
    end

    it "is whom the test says, and reaches the app" do
      mock_litmus_login(uid: "7", first_name: "Ada", last_name: "Lovelace", token: "t", refresh_token: nil,
                        expires_at: nil)
      browser = RelyingApp.new(site: "https://litmus.com").browser
      expect(browser.sign_in.location).to end_with("/auth/litmus/callback")
      auth = browser.callback.auth
      expect(auth.to_hash).to eq(
        "provider" => "litmus", "uid" => "7",
        "info" => { "name" => "Ada Lovelace", "first_name" => "Ada", "last_name" => "Lovelace" },
        "credentials" => { "token" => "t", "expires" => false }, "extra" => {}
      )
    end

    it "is made by a strategy of the app's own" do
      strategy = Class.new(OmniAuth::Strategies::Litmus) { info { { name: raw_info["full_name"].upcase } } }
      expect(mock_litmus_login(strategy:).info.name).to eq("MAYA OKAFOR")
    ensure
      OmniAuth.strategies.delete(strategy)
    end
  end

  describe "#mock_litmus_failure" do
    it "ends at the failure page with the key" do
      mock_litmus_failure(:timeout)
      browser = RelyingApp.new(site: "https://litmus.com").browser
      browser.sign_in
      expect(browser.callback.failure).to eq("timeout")
    end
  end

  describe "#litmus_sandbox" do
    # What any app has: Litmus's own hosts.
    let(:app) { RelyingApp.new(site: OmniAuth::Litmus::OAUTH_HOST, pkce: true) }
    let(:browser) { app.browser(base: "http://www.example.com") }

    def come_back(location)
      browser.callback(**URI.decode_www_form(URI.parse(location).query).to_h.transform_keys(&:to_sym))
    end

    it "answers in Litmus's place: consent, exchange, profile, calls with the token" do
      litmus = litmus_sandbox
      location = browser.sign_in.location
      expect(location).to start_with("#{litmus.url}/oauth/authorize?")
      auth = come_back(litmus.approve(location, user: "zoe@example.com")).auth
      expect(auth.info.name).to eq("Zoë Lindqvist")

      client = OmniAuth::Litmus::Client.new("the app's own", "secret")
      token = OmniAuth::Litmus::AccessToken.from_hash(client, access_token: auth.credentials.token,
                                                              refresh_token: auth.credentials.refresh_token)
      url = "https://instant-api.litmus.com/v1/emails"
      expect(token.post(url, json: { plain_text: "Hello" }).parsed).to have_key("email_guid")
      calls = [{ url: "https://api.litmus.com/v2/users/current" }, { url: "/v3/ping" }]
      answers = client.batch(calls, access_token: token)
      expect(answers.map(&:status)).to eq([200, 200])
      expect(token.refresh!.get("https://api.litmus.com/v2/users/current").parsed["user"]["id"]).to eq(1002)
    end

    it "answers clients that were made before it, in every kind of call" do
      client = OmniAuth::Litmus::Client.new("the app's own", "secret").freeze
      other = OmniAuth::Litmus::Client.new("id", "secret", site: "https://other.example")
      before = client.authorize_url
      litmus = litmus_sandbox
      token = client.client_credentials.get_token
      expect(token.get("https://api.litmus.com/v3/ping/authenticated").status).to eq(200)
      expect(client.batch([{ url: "/v3/ping" }]).map(&:status)).to eq([200])
      expect(client.revoke(token.token)).to be(true)
      expect(client.authorize_url).to start_with("#{litmus.url}/oauth/authorize")
      expect(other.site).to eq("https://other.example")
      reset_litmus
      expect([client.id, client.site, client.authorize_url]).to eq(["the app's own", "https://litmus.com", before])
    end

    it "gives way to what stood in Litmus's place before" do
      before = OmniAuth::Litmus::Testing::RunningSandbox.new("http://127.0.0.1:4000/")
      OmniAuth::Litmus::Testing::Rerouting.to(before)
      client = OmniAuth::Litmus::Client.new("id", "secret")
      expect(client.site).to eq("http://127.0.0.1:4000")
      2.times do
        url = litmus_sandbox.url
        expect(client.site).to eq(url)
      end
      reset_litmus
      expect(client.site).to eq("http://127.0.0.1:4000")
    ensure
      OmniAuth::Litmus::Testing::Rerouting.to(nil)
    end

    it "lets a person refuse" do
      litmus = litmus_sandbox(state_on_denial: false)
      expect(come_back(litmus.deny(browser.sign_in.location)).failure).to eq("access_denied")
    end

    it "takes the sandbox's switches, so that a token expires" do
      now = Time.now
      litmus = litmus_sandbox(clock: -> { now }, expires_in: 60)
      auth = come_back(litmus.approve(browser.sign_in.location)).auth
      now += 61
      token = OmniAuth::Litmus::AccessToken.from_hash(OmniAuth::Litmus::Client.new("id", "secret"),
                                                      access_token: auth.credentials.token)
      expect { token.get("https://api.litmus.com/v2/users/current") }
        .to raise_error(an_object_having_attributes(code: :invalid_token))
    end

    it "says what is wrong with a request, and with a test" do
      litmus = litmus_sandbox
      expect { litmus.approve("#{litmus.url}/oauth/authorize?client_id=x") }.to raise_error(ArgumentError, /refuses/)
      expect { litmus.approve("#{litmus.url}/x", user: "nobody") }.to raise_error(ArgumentError, /no user "nobody"/)
      location = browser.sign_in.location
      litmus.approve(location)
      come_back(litmus.approve(location))
      expect { litmus.deny(location) }.to raise_error(ArgumentError, /remembered/)
    end

    it "knows nothing of the example before" do
      location = browser.sign_in.location
      expect(location).to start_with("https://litmus.com/")
    end
  end

  describe "where WebMock forbids connections" do
    def with_webmock(code)
      ruby(<<~RUBY, env: { "RACK_ENV" => "test" }, library: "omniauth/litmus/test_helper").first.lines(chomp: true)
        require "webmock"
        server = TCPServer.new("127.0.0.1", 0)
        Thread.new { loop { socket = server.accept; $asked = true; socket.close } }
        site = "http://127.0.0.1:\#{server.addr[1]}"
        client = OmniAuth::Litmus::Client.new("id", "secret", site:, timeout: 5)
        calls = [-> { client.get_token(grant_type: "client_credentials") }, -> { client.revoke("t") },
                 -> { client.request(:get, "/v3/ping") }, -> { client.preconnect },
                 -> { client.batch([{ url: "/v3/ping" }]) }]
        tell = ->(call) { call.call.inspect rescue "\#{$!.class} \#{$!.code}" }
        #{code}
      RUBY
    end

    it "makes none either, and names this helper" do
      lines = with_webmock(<<~'RUBY')
        WebMock.enable!
        WebMock.disable_net_connect!
        puts calls.map(&tell)
        begin
          calls.first.call
        rescue OmniAuth::Litmus::Error => e
          puts e.hint
        end
        p client.authorize_url.start_with?(site), $asked
      RUBY
      refusal = "OmniAuth::Litmus::ConnectionError net_connect_not_allowed"
      hint = include("TestHelper", "litmus_sandbox")
      expect(lines).to match([refusal, refusal, refusal, "nil", refusal, hint, "true", "nil"])
    end

    it "respects what WebMock allows" do
      ["allow_localhost: true", 'allow: "127.0.0.1"', "allow: /127/",
       'allow: ->(uri) { uri.host == "127.0.0.1" }'].each do |how|
        lines = with_webmock("WebMock.enable!\nWebMock.disable_net_connect!(#{how})\n" \
                             "puts tell[calls[2]]\np $asked")
        expect(lines).to match([start_with("OmniAuth::Litmus::ConnectionError"), "true"])
        expect(lines.first).not_to include("net_connect")
      end
    end

    it "reads an address as the call does, and names no password" do
      lines = with_webmock(<<~'RUBY')
        WebMock.enable!
        WebMock.disable_net_connect!(allow_localhost: true)
        ["https://u:s3cret@evil.invalid/", " https://evil.invalid/", "https:/evil.invalid/x", "\\\\evil.invalid\\x",
         "https:\\\\evil.invalid", "\u0001https://evil.invalid", "//evil.invalid"].each do |url|
          puts tell[-> { client.request(:get, url) }], ($!.message if $!)
          client.request(:get, url) rescue puts($!.message)
        end
        other = OmniAuth::Litmus::Client.new("id", "secret", site:, revoke_url: "https://evil.invalid/revoke")
        puts tell[-> { other.revoke("t") }]
      RUBY
      refusals, messages = lines.reject(&:empty?).partition { |line| line.start_with?("OmniAuth::") }
      expect(refusals).to eq(["OmniAuth::Litmus::ConnectionError net_connect_not_allowed"] * 8)
      expect(messages).to all(start_with("WebMock forbids connections to "))
      expect(lines.join).not_to include("s3cret")
    end

    it "makes them where WebMock is loaded but not enabled, and where it allows everything" do
      ["", "WebMock.enable!\nWebMock.allow_net_connect!", "WebMock.enable!\nWebMock.disable!"].each do |how|
        expect(with_webmock("#{how}\nputs tell[calls[2]]\np $asked").last).to eq("true")
      end
    end

    it "reaches the sandbox of this helper" do
      lines = with_webmock(<<~'RUBY')
        include OmniAuth::Litmus::TestHelper
        WebMock.enable!
        WebMock.disable_net_connect!
        litmus_sandbox
        p OmniAuth::Litmus::Client.new("id", "secret").request(:get, "https://api.litmus.com/v3/ping").parsed
        p OmniAuth::Litmus::Client.new("id", "secret").client_credentials.get_token.token.empty?
      RUBY
      expect(lines).to eq(['{"ping"=>"pong"}', "false"])
    end

    it "puts nothing in front of a call where there is no WebMock" do
      output, = ruby('p OmniAuth::Litmus::Client.new("i", "s").send(:core).singleton_methods')
      expect(output).to eq("[]\n")
    end
  end

  describe "what it leaves behind" do
    def run_suite(file, text, *command)
      Dir.mktmpdir do |folder|
        File.write("#{folder}/#{file}", text)
        output, status = Open3.capture2e({ "RACK_ENV" => "test" }, *command, "-I", ChildProcess::LIB,
                                         "#{folder}/#{file}", chdir: folder)
        expect(status).to be_success, output
        output
      end
    end

    it "is nothing, with RSpec" do
      output = run_suite("helper_spec.rb", <<~RUBY, RbConfig.ruby, "-S", "rspec", "--order", "defined")
        require "omniauth/litmus/test_helper"
        RSpec.configure { |config| config.include OmniAuth::Litmus::TestHelper }
        RSpec.describe "one" do
          it("mocks") { mock_litmus_login; expect(OmniAuth.config.test_mode).to be(true) }
          it("sees none") do
            expect([OmniAuth.config.test_mode, OmniAuth.config.mock_auth.keys]).to eq([false, [:default]])
          end
          it("redirects") { expect(litmus_sandbox.url).to eq(OmniAuth::Litmus::Client.new("i", "s").site) }
          it("does not") { expect(OmniAuth::Litmus::Client.new("i", "s").site).to eq("https://litmus.com") }
        end
      RUBY
      expect(output).to include("4 examples, 0 failures")
    end

    it "is nothing in the environment, whether anything names it or not" do
      [{ "RACK_ENV" => nil, "RAILS_ENV" => nil }, { "RACK_ENV" => nil, "RAILS_ENV" => "test" },
       { "RACK_ENV" => "development", "RAILS_ENV" => nil }].each do |env|
        output, = ruby(<<~RUBY, env:, library: "omniauth/litmus/test_helper")
          include OmniAuth::Litmus::TestHelper
          before = ENV.to_h
          2.times do
            litmus_sandbox
            answer = OmniAuth::Litmus::Client.new("id", "secret").request(:get, "https://api.litmus.com/v3/ping")
            reset_litmus
            p [answer.status, ENV.to_h == before]
          end
        RUBY
        expect(output.lines(chomp: true)).to eq(["[200, true]"] * 2)
      end
    end

    it "is nothing, with Minitest" do
      output = run_suite("helper_test.rb", <<~RUBY, RbConfig.ruby)
        require "minitest/autorun"
        require "omniauth/litmus/test_helper"
        class HelperTest < Minitest::Test
          include OmniAuth::Litmus::TestHelper
          i_suck_and_my_tests_are_order_dependent!
          def test_a = (mock_litmus_failure; assert OmniAuth.config.test_mode)
          def test_b = assert_equal([false, [:default]], [OmniAuth.config.test_mode, OmniAuth.config.mock_auth.keys])
          def test_c = assert_equal(litmus_sandbox.url, OmniAuth::Litmus::Client.new("i", "s").site)
          def test_d = assert_equal("https://litmus.com", OmniAuth::Litmus::Client.new("i", "s").site)
        end
      RUBY
      expect(output).to include("4 runs, 4 assertions, 0 failures, 0 errors")
    end
  end
end
