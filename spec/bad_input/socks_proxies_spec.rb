# frozen_string_literal: true

require_relative "../support/bad_input"
require_relative "../support/socks_server"
require_relative "../support/throw_away_ca"

RSpec.describe OmniAuth::Strategies::Litmus, "with a SOCKS proxy" do
  include_context "with a scripted Litmus"

  let(:proxy) { SocksServer.new(litmus.port) }
  let(:client_options) do
    { proxy: "socks5h://127.0.0.1:#{proxy.port}", site: "http://litmus.test", insecure_http_hosts: ["litmus.test"] }
  end

  before do
    stub_const("OmniAuth::Strategies::Litmus::API_HOST", "http://litmus.test")
    stub_const("OmniAuth::Litmus::API_HOST", "http://litmus.test")
  end

  after { proxy.stop }

  it "signs in by socks5h://, which leaves the name to the proxy" do
    sign_in(person.begin_login.come_back)
    expect(proxy.asked).to all(eq("litmus.test:80")).and be_any
  end

  context "that knows a user" do
    let(:proxy) { SocksServer.new(litmus.port, user: "partner", password: "s3cr3t@:") }

    it "signs in with the user and the password of the URL" do
      client_options[:proxy] = "socks5h://partner:s3cr3t%40%3A@127.0.0.1:#{proxy.port}"
      sign_in(person.begin_login.come_back)
    end

    it "fails without telling the password where it is wrong" do
      client_options[:proxy] = "socks5h://partner:s3cr3t-wrong@127.0.0.1:#{proxy.port}"
      outcome = person.begin_login.come_back
      expect(outcome).to fail_with(:failed_to_connect, :ConnectionError, :connection_failed)
      expect(outcome.error.message).to include("SOCKS proxy 127.0.0.1:#{proxy.port}", "password")
    end
  end

  context "that lets nothing through" do
    let(:proxy) { SocksServer.new(nil) }

    it "fails, and names it" do
      outcome = person.begin_login.come_back
      expect(outcome).to fail_with(:failed_to_connect, :ConnectionError, :connection_failed)
      expect(outcome.error.message).to include "SOCKS proxy 127.0.0.1:#{proxy.port} (for litmus.test)"
    end
  end

  it "fails by socks5:// where this machine does not know the name, and says what to write instead" do
    client_options[:proxy] = "socks5://127.0.0.1:#{proxy.port}"
    outcome = person.begin_login.come_back
    expect(outcome).to fail_with(:failed_to_connect, :ConnectionError, :dns_failed)
    expect(outcome.error.hint).to include "socks5h://"
  end

  it "speaks TLS with the host behind it" do
    tls = BadInput::ScriptedLitmus.new(leaf: ThrowAwayCA.shared.leaf(:wrong_host))
    behind = SocksServer.new(tls.port)
    client_options.update(site: "https://litmus.example", proxy: "socks5h://127.0.0.1:#{behind.port}",
                          ssl: { ca_file: ThrowAwayCA.shared.ca_file })
    person.begin_login.come_back
    expect(tls.codes.length).to eq 1
    expect(behind.asked).to include "litmus.example:443"
  ensure
    behind&.stop
    tls&.stop
  end
end
