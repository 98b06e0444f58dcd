# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "../support/holding_server"

# A process that ends neither waits for the calls that are under way nor stumbles over them.
RSpec.describe "A process that ends with calls in flight", gc_stress: true do
  include ChildProcess

  let(:server) { HoldingServer.new }

  after { server.stop }

  # Three threads wait at `server`; at the signal the main thread goes on with `ending`.
  def script(ending, beforehand)
    <<~RUBY
      $stdout.sync = true
      # Under nohup, for one, a process begins with signals ignored.
      %i[TERM INT HUP].each { |signal| trap(signal, "DEFAULT") }
      go = Thread::Queue.new
      trap(:USR1) { go << true }
      client = OmniAuth::Litmus::Client.new("id", "secret", site: #{server.url.inspect}, timeout: 60)
      #{beforehand}
      threads = Array.new(3) do |number|
        Thread.new { client.auth_code.get_token("code-\#{number}") }.tap { |thread| thread.report_on_exception = false }
      end
      go.pop
      #{ending}
    RUBY
  end

  # @return [Array(String, Process::Status)]
  def ended_by(ending, beforehand: "", signal: :USR1)
    result = ruby(script(ending, beforehand)) do |pid|
      3.times { HoldingServer.next_of(server.arrived) }
      Process.kill(signal, pid)
      3.times { HoldingServer.next_of(server.given_up) }
    end
    expect(result.first).not_to include("[BUG]", "panicked", "fatal")
    result
  end

  it "ends at the end of its script" do
    output, status = ended_by("print 'the end'")
    expect([output, status.exitstatus]).to eq(["the end", 0])
  end

  it "ends at exit, and its ensure blocks run" do
    output, status = ended_by("begin; exit(7); ensure; print 'ensured'; end")
    expect([output, status.exitstatus]).to eq(["ensured", 7])
  end

  it "ends at exit on another thread" do
    output, status = ended_by("Thread.new { exit(7) }; sleep")
    expect([output, status.exitstatus]).to eq(["", 7])
  end

  it "ends at exit!, and nothing runs" do
    output, status = ended_by("exit!(7)", beforehand: "at_exit { print 'never' }")
    expect([output, status.exitstatus]).to eq(["", 7])
  end

  it "ends at abort" do
    output, status = ended_by("abort('enough')")
    expect([output, status.exitstatus]).to eq(["enough\n", 1])
  end

  it "ends by an exception of its main thread" do
    output, status = ended_by("raise IOError, 'enough'")
    expect(output).to include("enough (IOError)")
    expect(status.exitstatus).to eq(1)
  end

  { TERM: "SIGTERM", INT: "Ctrl-C", HUP: "SIGHUP", KILL: "SIGKILL" }.each do |signal, name|
    it "ends at #{name}" do
      _, status = ended_by("", signal:)
      expect(status.termsig).to eq(Signal.list.fetch(signal.to_s))
    end
  end

  it "ends after at_exit has made a call of its own" do
    output, status = ended_by("exit(7)", beforehand: <<~RUBY)
      at_exit do
        nobody = OmniAuth::Litmus::Client.new("id", "secret", site: "http://127.0.0.1:1")
        print((nobody.get_token(grant_type: "client_credentials") rescue $!.code))
      end
    RUBY
    expect([output, status.exitstatus]).to eq(["connection_refused", 7])
  end

  it "ends when a call is under way in at_exit and Ctrl-C comes" do
    output, status = ruby("at_exit { #{<<~RUBY} }") do |pid|
      OmniAuth::Litmus::Client.new("id", "secret", site: #{server.url.inspect}, timeout: 60).auth_code.get_token("code")
    RUBY
      HoldingServer.next_of(server.arrived)
      Process.kill(:INT, pid)
      HoldingServer.next_of(server.given_up)
    end
    expect(output).to include("Interrupt")
    expect(status).not_to be_success
  end

  it "ends though an object that is freed last has a finalizer with a call" do
    output, status = ruby(<<~RUBY)
      nobody = OmniAuth::Litmus::Client.new("id", "secret", site: "http://127.0.0.1:1")
      last = Object.new
      ObjectSpace.define_finalizer(last, proc { print((nobody.get_token(grant_type: "client_credentials") rescue $!.code)) })
    RUBY
    expect([output, status.exitstatus]).to eq(["connection_refused", 0])
  end
end
