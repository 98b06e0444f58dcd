# frozen_string_literal: true

require "net/http"
require "open3"
require "rbconfig"
require_relative "../support/doorkeeper_provider"
require_relative "../support/sandbox_provider"

# Specs rest on these helpers: a certificate that is not refused, or a connection that is not counted, would let them
# pass for nothing.
RSpec.describe "The servers of the specs" do
  def open_http(provider, &)
    uri = URI.parse(provider.base_url)
    options = { use_ssl: uri.scheme == "https", ca_file: provider.ca_file }.compact
    Net::HTTP.start(uri.hostname, uri.port, nil, **options, &)
  end

  def ping(provider)
    open_http(provider) { |http| http.get("/v3/ping").code }
  end

  describe ThrowAwayCA do
    it "makes a certificate that is good for localhost and 127.0.0.1" do
      SandboxProvider.run(tls: true) do |provider|
        expect(ping(provider)).to eq "200"
        options = { ipaddr: "127.0.0.1", use_ssl: true, ca_file: provider.ca_file }
        response = Net::HTTP.start("localhost", URI.parse(provider.base_url).port, nil, **options) do |http|
          http.get("/v3/ping")
        end
        expect(response.code).to eq "200"
      end
    end

    { expired: /expired/, wrong_host: /mismatch|does not match/, self_signed: /self.signed/,
      other_ca: /unable to get local issuer|unable to verify/ }.each do |kind, reason|
      it "makes one that is not: #{kind}" do
        SandboxProvider.run(tls: kind) do |provider|
          expect { ping(provider) }.to raise_error(OpenSSL::SSL::SSLError, reason)
        end
      end
    end

    it "leaves no file behind" do
      script = 'require "./throw_away_ca"; ca = ThrowAwayCA.new; ca.leaf; puts File.dirname(ca.ca_file)'
      directory, = Open3.capture2(RbConfig.ruby, "-e", script, chdir: File.expand_path("../support", __dir__))
      expect([directory, File.exist?(directory.chomp)]).to match [/throw-away-ca/, false]
    end
  end

  describe SandboxProvider do
    [false, true].each do |tls|
      it "counts connections and requests#{" over TLS" if tls}" do
        SandboxProvider.run(tls:) do |provider|
          open_http(provider) { |http| 3.times { http.get("/v3/ping") } }
          expect([provider.connections, provider.requests]).to eq [1, { "/v3/ping" => 3 }]
          ping(provider)
          expect([provider.connections, provider.requests]).to eq [2, { "/v3/ping" => 4 }]
        end
      end
    end

    it "lets a block stand before the sandbox" do
      before = ->(env, app) { env["PATH_INFO"] == "/late" ? [503, {}, []] : app.call(env) }
      provider = SandboxProvider.start(&before)
      expect(open_http(provider) { |http| [http.get("/late").code, http.get("/v3/ping").code] }).to eq %w[503 200]
    ensure
      provider&.stop
    end

    it "stops though a client keeps its connection, and lets go of the port" do
      provider = SandboxProvider.start
      open_http(provider) do |http|
        http.get("/v3/ping")
        provider.stop
      end
      expect { ping(provider) }.to raise_error(Errno::ECONNREFUSED)
    end
  end

  describe DoorkeeperProvider, needs: %w[rails sqlite3] do
    # A process that has ended stays in the table until its new parent asks for it, which not every init does.
    def alive?(pid)
      Process.kill(0, pid)
      File.read("/proc/#{pid}/stat")[/\) (\w)/, 1] != "Z"
    rescue Errno::ESRCH, Errno::ENOENT
      false
    end

    it "ends with the process that started it, even if that is killed" do
      script = <<~RUBY
        require "./doorkeeper_provider"
        provider = DoorkeeperProvider.start
        puts provider.instance_variable_get(:@pid)
        $stdout.flush
        Process.kill(:KILL, Process.pid)
      RUBY
      pid = Open3.capture2(RbConfig.ruby, "-e", script, chdir: File.expand_path("../support", __dir__)).first.to_i
      100.times { alive?(pid) && sleep(0.1) }
      expect([pid.positive?, alive?(pid)]).to eq [true, false]
    end

    it "says why it did not start" do
      expect { DoorkeeperProvider.start(expires_in: 60, redirect_uris: ["no uri"]) }
        .to raise_error(RuntimeError, /did not start:.*redirect/im)
    end
  end
end
