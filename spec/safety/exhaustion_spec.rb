# frozen_string_literal: true

require "json"
require_relative "../support/child_process"
require_relative "../support/sandbox_provider"
require_relative "../support/throw_away_ca"

# A container reaches its limit of threads, a process leaks its descriptors. That is neither a defect of the gem's nor a
# fault of the network's, and it passes.
RSpec.describe "A process that has run out" do
  include ChildProcess

  around { |example| SandboxProvider.run { |provider| (@provider = provider) && example.run } }

  def prelude
    id, secret = SandboxProvider::CLIENT
    <<~RUBY
      $stdout.sync = true
      require "json"
      site = #{@provider.base_url.inspect}
      make = ->(**options) { OmniAuth::Litmus::Client.new(#{id.inspect}, #{secret.inspect}, { site:, **options }) }
      client = make.call
      get = -> { client.client_credentials.get_token.token && "a token" }
      outcome = lambda do |&call|
        (call || get).call
      rescue StandardError => e
        [e.class, *(e.code if e.respond_to?(:code)), *(e.retryable? if e.respond_to?(:retryable?))].join(" ")
      end
      descriptors = -> { GC.start || Dir.children("/proc/self/fd").length }
    RUBY
  end

  # @return [Object] what was printed as JSON; anything else printed is a failure
  def told(script)
    output, status = ruby(prelude + script)
    expect(status).to be_success, output
    JSON.parse(output)
  end

  context "of threads" do
    # Linux does not limit root, who may become somebody else.
    let(:no_threads) do
      <<~RUBY
        most = Process.getrlimit(:NPROC).last
        if Process.uid.zero?
          Process::GID.change_privilege(24_572)
          Process::UID.change_privilege(24_572)
        end
        limit = ->(count) { Process.setrlimit(:NPROC, count, most) }
        # Looked up and not tried: Ruby 3.3 hangs for good after a Thread.new that failed.
        threads = -> { Process.getrlimit(:NPROC).first == 1 && Process.uid.positive? ? "none" : "some" }
      RUBY
    end

    let(:none_left) { "OmniAuth::Litmus::ConnectionError no_thread_left true" }

    it "says so, leaves nothing behind, makes addresses, and makes calls later" do
      expect(told(<<~RUBY)).to eq(["none", 1, [none_left], 0, "a token"])
        #{no_threads}
        limit.call(1)
        found = [threads.call, outcome.call { client.authorize_url && 1 }]
        before = descriptors.call
        found.push(Array.new(10) { outcome.call }.uniq, descriptors.call - before)
        limit.call(most)
        puts JSON.generate(found << outcome.call)
      RUBY
    end

    it "goes on with the thread that it has" do
      expect(told(<<~RUBY)).to eq(["a token", "none", ["a token"], %w[URI::HTTP 200]])
        #{no_threads}
        found = [outcome.call]
        limit.call(1)
        found << threads.call << Array.new(5) { outcome.call }.uniq
        puts JSON.generate(found << ["URI::HTTP", client.request(:get, site + "/up", raise_errors: false).status && "200"])
      RUBY
    end

    it "says so where a host name is to be looked up" do
      expect(told(<<~RUBY)).to eq(["a token", none_left, "a token"])
        #{no_threads}
        found = [outcome.call]
        limit.call(1)
        named = make.call(site: "http://litmus.invalid", insecure_http_hosts: ["litmus.invalid"])
        puts JSON.generate(found << outcome.call { named.client_credentials.get_token } << outcome.call)
      RUBY
    end
  end

  context "of descriptors" do
    let(:no_descriptors) do
      <<~RUBY
        Process.setrlimit(:NOFILE, 64, 64)
        without = lambda do |spare, &work|
          held = []
          begin
            loop { held << File.open(File::NULL) }
          rescue Errno::EMFILE
            spare.times { held.pop.close }
          end
          work.call
        ensure
          held.each(&:close)
        end
      RUBY
    end

    let(:too_many) { "OmniAuth::Litmus::ConnectionError too_many_open_files true" }

    it "says so however few are left, makes addresses, and makes calls later" do
      found = told(<<~RUBY)
        #{no_descriptors}
        url = without.call(0) { outcome.call { client.authorize_url && "an address" } }
        calls = (0..5).map { |spare| without.call(spare) { Array.new(3) { outcome.call }.uniq } }
        puts JSON.generate([url, calls.flatten.uniq, outcome.call])
      RUBY
      expect(found).to match(["an address", start_with(too_many), "a token"])
      expect(found[1] - ["a token"]).to eq([too_many])
    end

    it "leaves nothing behind with each call" do
      expect(told(<<~RUBY)).to eq([too_many, 0])
        #{no_descriptors}
        before = descriptors.call
        outcomes = (0..1).flat_map { |spare| without.call(spare) { Array.new(5) { outcome.call } } }
        puts JSON.generate([*outcomes.uniq, descriptors.call - before])
      RUBY
    end

    it "says so where a host name is to be looked up" do
      expect(told(<<~RUBY)).to eq(["a token", too_many])
        #{no_descriptors}
        named = make.call(site: "http://litmus.invalid", insecure_http_hosts: ["litmus.invalid"])
        found = [outcome.call]
        puts JSON.generate(found << without.call(0) { outcome.call { named.client_credentials.get_token } })
      RUBY
    end

    # A client that trusts nobody, since it could read nothing, would be kept.
    it "does not take authorities that cannot be read for none" do
      file = ThrowAwayCA.shared.ca_file
      [{ ssl: { ca_file: file } }, {}].each do |options|
        found = told(<<~RUBY)
          ENV["SSL_CERT_FILE"] = #{file.inspect}
          #{no_descriptors}
          secure = make.call(site: "https://127.0.0.1:1", **#{options.inspect})
          outcome.call
          call = -> { outcome.call { secure.client_credentials.get_token } }
          puts JSON.generate([without.call(0) { call.call }, call.call])
        RUBY
        expect(found).to eq([too_many, "OmniAuth::Litmus::ConnectionError connection_refused true"])
      end
    end

    it "sends nothing for a fiber that could not wait" do
      found = told(<<~RUBY)
        require #{File.expand_path("../support/minimal_scheduler", __dir__).inspect}
        #{no_descriptors}
        client.client_credentials.get_token
        found = []
        MinimalScheduler.run do
          Fiber.schedule { found << without.call(1) { outcome.call } << outcome.call }
        end
        puts JSON.generate(found)
      RUBY
      expect(found).to eq([too_many, "a token"])
      expect(@provider.events("/oauth/token").length).to eq(2)
    end
  end
end
