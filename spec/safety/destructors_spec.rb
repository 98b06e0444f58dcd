# frozen_string_literal: true

require_relative "../support/holding_server"
require_relative "../support/probe"
require_relative "../support/sandbox_provider"

# A jump over Rust frames would leave a call and what it holds behind. Here each is counted, until it has been dropped.
RSpec.describe "What a call holds is dropped", gc_stress: true do
  include Probe

  let(:server) { HoldingServer.new }

  after { server.stop }

  def client(site)
    "OmniAuth::Litmus::Client.new(#{SandboxProvider::CLIENT.map(&:inspect).join(", ")}, site: '#{site}', timeout: 60)"
  end

  def outcome(script)
    output, status = probe(script)
    expect(status).to be_success, output
    output.lines(chomp: true)
  end

  it "when it has ended" do
    SandboxProvider.run do |provider|
      lines = outcome(<<~RUBY)
        client = #{client(provider.base_url)}
        Array.new(8) { Thread.new { 25.times { client.client_credentials.get_token } } }.each(&:join)
        puts settled
      RUBY
      expect(lines).to eq(["0"])
    end
  end

  {
    "its thread was killed" => "thread.kill",
    "an exception was raised in its thread" => "thread.raise(IOError)"
  }.each do |what, act|
    it "when #{what}" do
      lines = outcome(<<~RUBY)
        client = #{client(server.url)}
        50.times do |number|
          thread = Thread.new { client.get_token(grant_type: "client_credentials") }
          thread.report_on_exception = false
          Thread.pass until thread.stop? && Core.calls_under_way == 1
          #{act}
          thread.join rescue nil
          abort "\#{number}: left behind" unless settled.zero?
        end
        puts settled
      RUBY
      expect(lines).to eq(["0"])
    end
  end

  it "when a Timeout of the app's ended it" do
    lines = outcome(<<~RUBY)
      require "timeout"
      client = #{client(server.url)}
      ended = Array.new(20) do
        Thread.new { Timeout.timeout(0.1) { client.get_token(grant_type: "client_credentials") } rescue $!.class }
      end
      puts ended.map(&:value).tally.flatten, settled
    RUBY
    expect(lines).to eq(%w[Timeout::Error 20 0])
  end

  # Interrupts that hit a call before it waits, while it waits, and on its way back. It takes thousands of calls to have
  # some of each, too many for GC.stress.
  it "in a storm of interrupts", gc_stress: false do
    SandboxProvider.run do |provider|
      lines = outcome(<<~RUBY)
        client = #{client(provider.base_url)}
        storm = Class.new(StandardError)
        ended = Thread::Queue.new
        answered = over = false
        worker = lambda do
          until over
            begin
              Thread.handle_interrupt(storm => :immediate) { client.client_credentials.get_token }
              ended << :answered
              answered = true
            rescue storm
              ended << :interrupted
            end
          end
        end
        # What a thread defers, the threads that it starts defer from the beginning.
        workers = Thread.handle_interrupt(storm => :never) { Array.new(4) { Thread.new(&worker) } }
        interrupts = 0
        until interrupts > 2000 && ended.length > 500 && answered
          workers.each { |thread| thread.raise(storm) }
          interrupts += workers.length
          # Mostly no time at all, and sometimes enough for a call.
          sleep((rand**4) * 0.02)
        end
        over = true
        workers.each { |thread| thread.join rescue nil }
        seen = Array.new(ended.length) { ended.pop }.tally
        puts seen.keys.sort, settled, client.client_credentials.get_token.token.empty?
      RUBY
      expect(lines).to eq(%w[answered interrupted 0 false])
    end
  end
end
