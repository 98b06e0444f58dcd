# frozen_string_literal: true

require "tmpdir"
require_relative "../support/made_certificate"
require_relative "../support/scripted_server"

RSpec.describe OmniAuth::Litmus::ConnectionError, "of TLS" do
  let(:folder) { Dir.mktmpdir }

  after { FileUtils.remove_entry(folder) }

  # @return [Symbol, OmniAuth::Litmus::Error] `:connected`, or why not
  def outcome(context, trusted)
    # A file of its own for each: what a process has read, it does not read again.
    ca_file = File.join(folder, "#{trusted.certificate.serial}.pem")
    File.write(ca_file, trusted.to_pem)
    server = ScriptedServer.new(tls: context) { |exchange| exchange.answer(body: "{}", type: "application/json") }
    client = OmniAuth::Litmus::Client.new("id", "s3cr3t", site: server.base_url, ssl: { ca_file: }, timeout: 5)
    OmniAuth::Litmus::AccessToken.new(client, "s3cr3t-token").get("/")
    :connected
  rescue OmniAuth::Litmus::Error => e
    e
  ensure
    server&.stop
  end

  def made(subject = "CN=A server", **fields) = MadeCertificate.new(subject, **fields)

  def authority(**fields) = MadeCertificate.new("CN=An authority", ca: true, names: nil, **fields)

  def expect_refusal(context, trusted, code, words)
    error = outcome(context, trusted)
    expect(error).to be_an_instance_of(described_class).and have_attributes(code:, retryable?: false, hint: be)
    expect(error.message).to match(words)
    expect(error.message).not_to include "s3cr3t"
  end

  describe "with a certificate that is its own authority and is trusted by name" do
    it "connects, as OpenSSL does, to what openssl req -x509 makes" do
      server = made(ca: true)
      expect(outcome(server.context, server)).to eq :connected
    end

    it "connects where it is no authority" do
      server = made
      expect(outcome(server.context, server)).to eq :connected
    end

    it "does not where it is for another host" do
      server = made(ca: true, names: "DNS:litmus.example")
      expect_refusal(server.context, server, :certificate_wrong_host, /another host name/)
    end

    it "does not where it names no host but in its subject" do
      server = made("CN=127.0.0.1", ca: true, names: nil)
      expect_refusal(server.context, server, :certificate_wrong_host, /subjectAltName/)
    end

    it "does not where it has expired" do
      server = made(ca: true, to: -60)
      expect_refusal(server.context, server, :certificate_expired, /expired/)
    end

    it "does not where another one of the same name is trusted" do
      expect_refusal(made(ca: true).context, made(ca: true), :certificate_untrusted, /self-signed/)
    end
  end

  describe "with a certificate of an authority" do
    refused = {
      "a server's that is an authority itself" =>
        [{}, { ca: true }, :certificate_invalid, /CA:TRUE/],
      "one for clients" => [{}, { usage: "clientAuth" }, :certificate_invalid, /serverAuth/],
      "one without a subjectAltName" => [{}, { names: nil }, :certificate_wrong_host, /subjectAltName/],
      "one of X.509 version 1" => [{}, { version: 0 }, :certificate_unsupported, /version 1/],
      "one outside of the authority's name constraints" =>
        [{ constraints: "permitted;DNS:litmus.example" }, { names: "DNS:other.example,IP:127.0.0.1" },
         :certificate_invalid, /name constraints/],
      "a signature of ECDSA with SHA-512" => [{}, { digest: "SHA512" }, :certificate_unsupported, /ECDSA with SHA-512/],
      "a signature of ECDSA with SHA-1" => [{}, { digest: "SHA1" }, :certificate_unsupported, /ECDSA with SHA-1\b/]
    }
    refused.each do |words, (above, below, code, named)|
      it "names #{words}" do
        signer = authority(**above)
        expect_refusal(made(issuer: signer, **below).context, signer, code, named)
      end
    end

    it "names an authority on P-521" do
      signer = authority(key: OpenSSL::PKey::EC.generate("secp521r1"))
      expect_refusal(made(issuer: signer).context, signer, :certificate_unsupported, /P-521/)
    end

    it "names an RSA key that is too short, the server's or the authority's" do
      short = OpenSSL::PKey::RSA.new(1024)
      signer = authority
      expect_refusal(made(issuer: signer, key: short).context, signer, :certificate_unsupported, /2048/)
      signer = authority(key: short)
      expect_refusal(made(issuer: signer).context, signer, :certificate_unsupported, /2048/)
    end

    it "names an authority that has a new key under the same name" do
      expect_refusal(made(issuer: authority).context, authority, :certificate_invalid, /not signed by the key/)
    end

    it "says that a certificate in between may be missing" do
      root = authority
      server = made(issuer: MadeCertificate.new("CN=In between", ca: true, names: nil, issuer: root))
      context = OpenSSL::SSL::SSLContext.new.tap { |it| it.add_certificate(server.certificate, server.key) }
      expect_refusal(context, root, :certificate_untrusted, /certificates in between/)
    end
  end

  describe "with a server that has nothing in common" do
    let(:signer) { authority(key: OpenSSL::PKey::RSA.new(2048)) }
    let(:rsa) { made(issuer: signer, key: OpenSSL::PKey::RSA.new(2048)) }

    it "names curves and cipher suites" do
      on_p521 = made(issuer: signer, key: OpenSSL::PKey::EC.generate("secp521r1")).context
      expect_refusal(on_p521, signer, :tls_incompatible, /cipher suite, curve.*P-521/)
    end

    { "CBC" => "ECDHE-RSA-AES128-SHA256", "RSA key exchange" => "AES256-GCM-SHA384" }.each do |words, suite|
      it "names #{words}" do
        context = rsa.context.tap { |it| it.max_version = OpenSSL::SSL::TLS1_2_VERSION }
        context.ciphers = suite
        expect_refusal(context, signer, :tls_incompatible, /cipher suite.*not #{words}/)
      end
    end

    it "names the version" do
      context = rsa.context.tap { |it| it.min_version = it.max_version = OpenSSL::SSL::TLS1_1_VERSION }
      context.ciphers = "ALL:@SECLEVEL=0"
      expect_refusal(context, signer, :tls_incompatible, /neither TLS 1\.2 nor TLS 1\.3/)
    end

    it "names a client certificate that it asks for" do
      [OpenSSL::SSL::TLS1_2_VERSION, OpenSSL::SSL::TLS1_3_VERSION].each do |version|
        context = rsa.context.tap { |it| it.max_version = it.min_version = version }
        context.verify_mode = OpenSSL::SSL::VERIFY_PEER | OpenSSL::SSL::VERIFY_FAIL_IF_NO_PEER_CERT
        error = outcome(context, signer)
        expect(error.message).to match(/client certificate/)
        expect(error.code).to eq(:client_certificate_required).or eq(:tls_incompatible)
      end
    end
  end
end
