# frozen_string_literal: true

require_relative "../support/bad_input"
require_relative "../support/bad_input/child"
require_relative "../support/throw_away_ca"

RSpec.describe OmniAuth::Strategies::Litmus, "with a certificate" do
  include_context "with a scripted Litmus"

  let(:authority) { ThrowAwayCA.shared }
  let(:litmus) { BadInput::ScriptedLitmus.new(leaf: authority.leaf(kind)) }
  let(:kind) { :good }

  bad = {
    expired: :certificate_expired, wrong_host: :certificate_wrong_host,
    self_signed: :certificate_untrusted, other_ca: :certificate_untrusted
  }

  settings = {
    "client_options[:ssl]" => ->(ca_file) { { ssl: { ca_file: } } },
    "client_options[:connection_opts]" => ->(ca_file) { { connection_opts: { ssl: { ca_file: } } } }
  }

  settings.each do |place, setting|
    context "where #{place} names the authority" do
      let(:client_options) { setting.call(authority.ca_file) }

      it "signs in when it is as it should be" do
        sign_in(person.begin_login.come_back)
      end

      bad.each do |kind, code|
        context "when it is #{kind}" do
          let(:kind) { kind }

          it "fails, and nothing is sent" do
            outcome = person.begin_login.come_back
            expect(outcome).to fail_with(:failed_to_connect, :ConnectionError, code)
            expect(outcome.error).to have_attributes(retryable?: false, hint: be)
            expect(litmus.connections).to be_positive
            expect(litmus.requests).to be_empty
          end
        end
      end
    end
  end

  it "fails where nothing names its authority" do
    expect(person.begin_login.come_back).to fail_with(:failed_to_connect, :ConnectionError, :certificate_untrusted)
    expect(litmus.requests).to be_empty
  end

  context "of the profile's host alone" do
    let(:profiles) { BadInput::ScriptedLitmus.new(leaf: authority.leaf(:expired)) }
    let(:client_options) { { ssl: { ca_file: authority.ca_file } } }

    after { profiles.stop }

    it "fails before the token is sent there" do
      person.begin_login
      litmus_at(profiles)
      expect(person.come_back).to fail_with(:failed_to_connect, :ConnectionError, :certificate_expired)
      expect([litmus.codes.length, profiles.requests]).to eq [1, []]
    end
  end

  describe "that is not verified" do
    let(:client_options) { { ssl: { verify: false } } }
    let(:kind) { :self_signed }

    it "is accepted from loopback" do
      sign_in(person.begin_login.come_back)
    end

    it "is refused from anywhere else, before a user is sent there" do
      client_options[:site] = "https://litmus.example"
      expect(person.begin_login.outcome_of_leg_one)
        .to fail_with(:invalid_credentials, :ConfigurationError, :unverified_tls)
    end

    it "does not make the others unverified" do
      sign_in(person.begin_login.come_back)
      other = RelyingApp.new(site: litmus_at(litmus), client:)
      outcome = BadInput::Person.new(other, secrets).begin_login.come_back
      expect(outcome).to fail_with(:failed_to_connect, :ConnectionError, :certificate_untrusted)
    end
  end

  describe "whose authority cannot be read" do
    {
      "ca_file is missing" => -> { { ca_file: "/nowhere/ca.pem" } },
      "ca_file holds no certificate" => -> { { ca_file: __FILE__ } },
      "ca_file is a folder" => -> { { ca_file: __dir__ } },
      "ca_path is missing" => -> { { ca_path: "/nowhere" } }
    }.each do |words, ssl|
      it "fails where #{words}, and sends nothing" do
        client_options[:ssl] = ssl.call
        expect(person.begin_login.come_back).to fail_with(:invalid_credentials, :ConfigurationError, :invalid_ca)
        expect(litmus.connections).to eq 0
      end
    end
  end

  # What a process trusts is decided by its environment, so each has one of its own.
  describe "where SSL_CERT_FILE names the authority" do
    let(:servers) { { good: nil }.merge(bad).to_h { |kind, _| [kind, server(kind)] } }
    let(:script) { <<~'RUBY' }
      outcomes = JSON.parse(ARGV.fetch(0)).transform_values do |site|
        client = OmniAuth::Litmus::Client.new("partner", "s3cr3t", site:, timeout: 10)
        client.auth_code.get_token("s3cr3t-code").token
      rescue OmniAuth::Litmus::Error => e
        [e.class.name[/\w+\z/], e.code, e.message]
      end
      puts JSON.generate(outcomes)
    RUBY

    after { servers.each_value(&:stop) }

    def server(kind)
      BadInput::ScriptedLitmus.new(leaf: authority.leaf(kind))
    end

    def outcomes(env)
      urls = JSON.generate(servers.transform_values(&:base_url))
      BadInput::Child.run(script, urls, env: { "SSL_CERT_DIR" => nil }.merge(env)).transform_keys(&:to_sym)
    end

    it "takes the good one and no other" do
      told = outcomes("SSL_CERT_FILE" => authority.ca_file)
      expect(told.delete(:good)).to eq "s3cr3t-access-token"
      expect(told.transform_values { |name, code| [name, code] })
        .to eq(bad.transform_values { |code| ["ConnectionError", code.to_s] })
      expect(told.values.join).not_to include("s3cr3t")
      expect(servers.transform_values { |server| server.requests.length }).to include(good: 1, expired: 0, other_ca: 0)
    end

    it "takes the good one where SSL_CERT_DIR names a folder with it" do
      Dir.mktmpdir do |folder|
        name = OpenSSL::X509::Certificate.new(File.read(authority.ca_file)).subject.hash.to_s(16).rjust(8, "0")
        FileUtils.cp(authority.ca_file, File.join(folder, "#{name}.0"))
        told = outcomes("SSL_CERT_FILE" => nil, "SSL_CERT_DIR" => folder)
        expect(told).to include(good: "s3cr3t-access-token", other_ca: ["ConnectionError", "certificate_untrusted", be])
      end
    end

    it "takes none without it" do
      expect(outcomes("SSL_CERT_FILE" => nil)).to include(good: ["ConnectionError", "certificate_untrusted", be])
    end
  end
end
