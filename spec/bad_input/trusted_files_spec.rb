# frozen_string_literal: true

require "tmpdir"
require_relative "../support/bad_input/child"
require_relative "../support/made_certificate"
require_relative "../support/scripted_server"

# What a process trusts is decided by its environment, so each example has a process of its own.
RSpec.describe OmniAuth::Litmus::Client, "with files of trusted certificates" do
  let(:folder) { Dir.mktmpdir }
  let(:authority) { MadeCertificate.new("CN=An authority", ca: true, names: nil) }
  let(:server) do
    ScriptedServer.new(tls: MadeCertificate.new("CN=A server", issuer: authority).context) do |exchange|
      exchange.answer(body: "{}", type: "application/json")
    end
  end
  let(:script) { <<~'RUBY' }
    require "logger"
    require "stringio"
    OmniAuth.config.logger = Logger.new(log = StringIO.new)
    site, ssl = ARGV
    Process::UID.change_privilege(65_534) if ENV["AS_NOBODY"]
    told = 2.times.map do
      client = OmniAuth::Litmus::Client.new("id", "secret", site:, timeout: 10, ssl: JSON.parse(ssl).transform_keys(&:to_sym))
      OmniAuth::Litmus::AccessToken.new(client, "token").get("/").body
    rescue OmniAuth::Litmus::Error => e
      "#{e.code}: #{e.message}"
    end
    puts JSON.generate([told.first, log.string.lines.grep(/\(litmus\)/)])
  RUBY

  broken = "-----BEGIN CERTIFICATE-----\nMAMBAf8=\n-----END CERTIFICATE-----\n"
  torn = "-----BEGIN CERTIFICATE-----\nMAMB\n"

  after do
    server.stop
    FileUtils.remove_entry(folder)
  end

  def write(name, *parts)
    File.join(folder, name).tap do |path|
      FileUtils.mkdir_p(File.dirname(path))
      File.binwrite(path, parts.join)
    end
  end

  # @return [Array(String, Array<String>)] what came of a call, and the warnings of two
  def told(env: {}, **ssl)
    BadInput::Child.run(script, server.base_url, JSON.generate(ssl),
                        env: { "SSL_CERT_FILE" => nil, "SSL_CERT_DIR" => nil }.merge(env))
  end

  { "broken" => broken, "torn" => torn }.each do |words, text|
    describe "of which one is #{words}" do
      it "passes over it in SSL_CERT_FILE, and says so once" do
        file = write("all.pem", authority.to_pem, text)
        expect(told(env: { "SSL_CERT_FILE" => file })).to match ["{}", [include("passed over", file)]]
      end

      it "passes over it in SSL_CERT_DIR, and says so once" do
        file = write("all/1.0", text)
        write("all/2.0", authority.to_pem)
        expect(told(env: { "SSL_CERT_DIR" => File.dirname(file) })).to match ["{}", [include(file)]]
      end

      it "passes over it in ca_file and in ca_path, and says so" do
        file = write("all/ca.pem", text, authority.to_pem) if words == "broken"
        file ||= write("all/ca.pem", authority.to_pem, text)
        expect(told(ca_file: file)).to match ["{}", [include(file)]]
        expect(told(ca_path: File.dirname(file))).to match ["{}", [include(file)]]
      end

      it "refuses a ca_file that has no other, by name" do
        file = write("ca.pem", text)
        expect(told(ca_file: file)).to match [start_with("invalid_ca").and(include(file)), []]
      end
    end
  end

  it "reads all folders of SSL_CERT_DIR, and leaves alone what holds no certificate" do
    write("one/README", "Certificates live here.")
    write("one/deeper/2.0", authority.to_pem)
    write("two/1.0", authority.to_pem)
    File.symlink("nowhere", File.join(folder, "one", "dangling.0"))
    expect(told(env: { "SSL_CERT_DIR" => "#{folder}/one:#{folder}/two" })).to eq ["{}", []]
  end

  it "reads a certificate in DER" do
    file = write("ca.der", authority.certificate.to_der)
    expect(told(ca_file: file)).to eq ["{}", []]
  end

  it "says which file is missing, where nothing is trusted" do
    error, warnings = told(env: { "SSL_CERT_FILE" => "#{folder}/nowhere.pem" })
    expect(error).to start_with("certificate_untrusted")
      .and include("knows no certificate authority", "#{folder}/nowhere.pem does not exist")
    expect(warnings).to match [include("nowhere.pem")]
  end

  it "says what it has passed over, where the issuer is not trusted" do
    file = write("all.pem", MadeCertificate.new("CN=Another", ca: true, names: nil).to_pem, broken)
    expect(told(env: { "SSL_CERT_FILE" => file }).first)
      .to start_with("certificate_untrusted").and include("#{file} holds a certificate that cannot be read")
  end

  {
    "a file that is empty" => [:ca_file, "", "yields no certificate"],
    "a file with a key" => [:ca_file, OpenSSL::PKey::EC.generate("prime256v1").to_pem, "yields no certificate"],
    "a file of something else" => [:ca_file, "0\x82\0\0", "cannot be read"],
    "a file where a folder is wanted" => [:ca_path, "", "is not a folder"]
  }.each do |words, (setting, text, reason)|
    it "refuses #{words}, by name" do
      file = write("ca.pem", text)
      expect(told(setting => file).first).to start_with("invalid_ca").and include(file, reason)
    end
  end

  it "refuses a folder where a file is wanted, by name" do
    expect(told(ca_file: folder).first).to start_with("invalid_ca").and include(folder, "is a folder")
  end

  it "refuses what is no file at all, and does not wait for it" do
    File.mkfifo(File.join(folder, "pipe"))
    expect(told(ca_file: "#{folder}/pipe").first).to start_with("invalid_ca").and include("is not a file")
  end

  it "refuses a file that this user may not read, by name" do
    file = write("ca.pem", authority.to_pem)
    File.chmod(0, file)
    # Root may read everything.
    env = Process.uid.zero? ? { "AS_NOBODY" => "1" } : {}
    expect(told(ca_file: file, env:).first).to start_with("invalid_ca").and include(file, "may not be read")
  end
end
