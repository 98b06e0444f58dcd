# frozen_string_literal: true

require_relative "../support/bad_input"

RSpec.describe OmniAuth::Strategies::Litmus, "with a bad configuration" do
  include_context "with a scripted Litmus"

  def refused(code)
    fail_with(:invalid_credentials, :ConfigurationError, code)
  end

  # What is wrong with the way to Litmus shows before a user is sent there.
  def expect_refusal_of_leg_one(code, naming:)
    outcome = person.begin_login.outcome_of_leg_one
    expect(outcome).to refused(code)
    expect(outcome.error).to have_attributes(message: include(naming), hint: be)
    expect(litmus.connections).to eq 0
  end

  # Some settings matter only where something is sent.
  def fate_of_a_login
    person.begin_login
    person.state ? person.come_back : person.outcome_of_leg_one
  end

  describe "of the credentials" do
    [nil, ""].each do |id|
      context "when the client id is #{id.inspect}" do
        let(:client) { [id, BadInput::Secrets::CLIENT.last] }

        it "sends nobody to Litmus" do
          expect_refusal_of_leg_one(:missing_client_id, naming: "client_id")
        end
      end

      context "when the client secret is #{id.inspect}" do
        let(:client) { [BadInput::Secrets::CLIENT.first, id] }

        it "sends no code" do
          outcome = person.begin_login.come_back
          expect(outcome).to refused(:missing_client_secret)
          expect(outcome.error.message).to include("client_secret")
          expect(litmus.connections).to eq 0
        end
      end
    end

    context "when the client secret is no text" do
      let(:client) { [BadInput::Secrets::CLIENT.first, ["s3cr3t"]] }

      it "says so without showing it" do
        expect(person.begin_login.come_back).to refused(:invalid_value)
      end
    end

    context "when the client secret is no text in UTF-8" do
      let(:client) { [BadInput::Secrets::CLIENT.first, "s3cr3t\xFF"] }

      it "says so without showing it" do
        expect(person.begin_login.come_back).to refused(:invalid_value)
      end
    end
  end

  describe "of the site" do
    %w[
      http://litmus.com http://litmus.com:80/ HTTP://LITMUS.COM http://localhost.evil.example http://127.0.0.1.evil.example
      http://my.localhost http://0.0.0.0 http://128.0.0.1 http://[::2] http://[fe80::1]
    ].each do |site|
      it "sends nobody to #{site}" do
        client_options[:site] = site
        expect_refusal_of_leg_one(:insecure_http, naming: URI.parse(site).host.downcase)
      end
    end

    it "sends no code to a token endpoint over http" do
      client_options[:token_url] = "http://litmus.example/oauth/token"
      expect_refusal_of_leg_one(:insecure_http, naming: "litmus.example")
    end

    ["litmus.com", "", "/", "ftp://litmus.com", "https://", "https://us er@litmus.com", "javascript:alert(1)",
     "https://partner:s3cr3t@litmus.com", "https://litmus{}.com"].each do |site|
      it "sends nobody to #{site.inspect}" do
        client_options[:site] = site
        expect_refusal_of_leg_one(:invalid_url, naming: "site")
      end
    end
  end

  describe "of a setting" do
    {
      timeout: [["s3cr3t", :invalid_setting], [0, :invalid_timeout], [-1, :invalid_timeout], [1e300, :invalid_timeout],
                [Float::INFINITY, /\Ainvalid_/], [Float::NAN, /\Ainvalid_/]],
      open_timeout: [["s3cr3t", :invalid_setting], [0, :invalid_timeout]],
      auth_scheme: [%i[s3cr3t invalid_setting]],
      token_format: [%i[s3cr3t invalid_setting]],
      token_method: [%i[get unsupported_token_method]],
      max_redirects: [["s3cr3t", :invalid_setting], [-1, :invalid_setting]],
      headers: [["s3cr3t", :invalid_setting], [{ "x" => "a\r\nb: s3cr3t" }, :invalid_header],
                [{ "s3cr3t\n" => "a" }, :invalid_header]],
      api_origins: [["litmus.com", /\Ainvalid_/], [["litmus.com"], :invalid_origin], [[""], :invalid_origin],
                    [["https://partner:s3cr3t@no such host"], :invalid_origin], [[5], /\Ainvalid_/]],
      insecure_http_hosts: [["s3cr3t", :invalid_setting]],
      proxy: [[["s3cr3t"], :invalid_proxy], ["http://partner:s3cr3t@", :invalid_proxy]],
      ssl: [["s3cr3t", :invalid_setting], [{ verify: "s3cr3t" }, :invalid_setting]],
      connection_opts: [["s3cr3t", /\Ainvalid_/], [["s3cr3t"], /\Ainvalid_/]]
    }.each do |name, cases|
      cases.each do |value, code|
        it "names #{name} where it is #{value.inspect}, and not its value" do
          client_options[name] = value
          outcome = fate_of_a_login
          expect(outcome).to refused(code)
          expect(outcome.error.message).to include(name.to_s)
        end
      end
    end

    {
      "connection_opts[:request]" => { connection_opts: { request: "s3cr3t" } },
      "connection_opts[:request][:timeout]" => { connection_opts: { request: { timeout: "s3cr3t" } } },
      "connection_opts[:ssl]" => { connection_opts: { ssl: "s3cr3t" } },
      "connection_opts[:proxy]" => { connection_opts: { proxy: { uri: "http://partner:s3cr3t@no such host" } } },
      "proxy" => { proxy: { uri: "http://partner:s3cr3t@no such host", user: "partner", password: "s3cr3t" } },
      "proxy without a scheme" => { proxy: { uri: "no:such:proxy", user: "partner", password: "s3cr3t" } }
    }.each do |words, options|
      it "does not show the value of #{words}" do
        client_options.replace({ timeout: nil }.merge(options))
        expect(fate_of_a_login).to refused(/\Ainvalid_/)
      end
    end
  end

  describe "that raises nothing before it is used" do
    let(:junk) { { site: 5, timeout: "x", ssl: 5, connection_opts: "x", proxy: [], headers: "x", unknown: 1 } }

    it "lets the app boot, and serve what is not a login" do
      client_options.replace(junk)
      expect(person.ask("GET", "/").answer.body).to eq "signed in as "
    end

    it "lets a client be made, and read" do
      client = OmniAuth::Litmus::Client.new(nil, nil, junk)
      expect(client).to have_attributes(id: nil, secret: nil, site: 5, inspect: String, auth_code: be)
      expect { client.token_url }.to raise_error(OmniAuth::Litmus::ConfigurationError)
    end
  end

  # Each key is named once in a process, so each example has one of its own.
  describe "with client_options that mean nothing here" do
    {
      unknown_to_us: [{ unknown_to_us: "s3cr3t" }, "client_options[:unknown_to_us]"],
      builder: [{ connection_opts: { builder: "s3cr3t" } }, "client_options[:connection_opts][:builder]"],
      boundary: [{ connection_opts: { request: { boundary: "s3cr3t" } } },
                 "client_options[:connection_opts][:request][:boundary]"],
      client_key: [{ ssl: { client_key: "s3cr3t" } }, "client_options[:ssl][:client_key]"]
    }.each do |name, (options, place)|
      it "names #{name} once, in a warning without its value, and signs in" do
        client_options.replace(options)
        2.times { sign_in(person.begin_login.come_back) }
        expect(app.log.lines.grep(/WARN/)).to contain_exactly(include("#{place} is not supported"))
        expect(secrets.in(app.log.b)).to be_empty
      end
    end

    it "names every one of several" do
      client_options.replace(first_of_several: 1, second_of_several: nil, connection_opts: { third_of_several: 1 })
      sign_in(person.begin_login.come_back)
      expect(app.log.lines.grep(/WARN/).join.scan(/:\w+_of_several/))
        .to match_array(%w[:first_of_several :third_of_several]).or include(":second_of_several")
    end

    it "says nothing of options that a subclass may use" do
      options.replace(an_option_of_a_subclass: "s3cr3t")
      sign_in(person.begin_login.come_back)
      expect(app.log).not_to match(/WARN/)
    end

    it "says nothing of what the oauth2 gem's users commonly write" do
      client_options.replace(
        authorize_url: "/oauth/authorize", token_url: "oauth/token", token_method: "post", auth_scheme: "request_body",
        max_redirects: 3, raise_errors: true, headers: { "X-App" => "1" }, ssl: { verify: true },
        connection_opts: { request: { timeout: 5, open_timeout: 2 }, ssl: { verify: true }, headers: { "X-B" => "2" } }
      )
      sign_in(person.begin_login.come_back)
      expect(app.log).not_to match(/WARN/)
    end
  end
end
