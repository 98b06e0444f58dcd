# frozen_string_literal: true

require "timeout"
require_relative "../support/child_process"
require_relative "../support/holding_server"

RSpec.describe "An exchange that is interrupted", gc_stress: true do
  include ChildProcess

  let(:server) { HoldingServer.new }
  let(:client) { OmniAuth::Litmus::Client.new("id", "secret", site: server.url, timeout: 60) }
  let(:child_exchange) do
    "OmniAuth::Litmus::Client.new('id', 'secret', site: '#{server.url}', timeout: 60).auth_code.get_token('code').token"
  end

  after { server.stop }

  def exchange = client.auth_code.get_token("the-code")

  def exchange_on_a_thread
    thread = Thread.new { exchange }
    thread.report_on_exception = false
    HoldingServer.next_of(server.arrived)
    thread
  end

  it "is given up on the wire when its thread is killed" do
    thread = exchange_on_a_thread
    thread.kill
    HoldingServer.next_of(server.given_up)
    expect(thread.join(HoldingServer::PATIENCE).value).to be_nil
  end

  it "is given up on the wire when an exception is raised in its thread" do
    thread = exchange_on_a_thread
    thread.raise(IOError, "enough")
    HoldingServer.next_of(server.given_up)
    expect { thread.value }.to raise_error(IOError, "enough")
  end

  it "is given up on the wire when a Timeout of the app's ends it" do
    expect { Timeout.timeout(0.2) { exchange } }.to raise_error(Timeout::Error)
    HoldingServer.next_of(server.given_up)
  end

  it "runs the ensure blocks of its thread" do
    ensured = Thread::Queue.new
    thread = Thread.new do
      exchange
    ensure
      ensured << true
    end
    HoldingServer.next_of(server.arrived)
    thread.kill
    expect(HoldingServer.next_of(ensured)).to be(true)
  end

  it "leaves the client as good as it was" do
    exchange_on_a_thread.kill
    HoldingServer.next_of(server.given_up)
    thread = exchange_on_a_thread
    server.answer
    expect(thread.value.token).to eq("held-token")
  end

  it "is given up on the wire at Ctrl-C" do
    output, status = ruby(child_exchange) do |pid|
      HoldingServer.next_of(server.arrived)
      Process.kill(:INT, pid)
      HoldingServer.next_of(server.given_up)
    end
    expect(output).to include("Interrupt")
    expect(status).not_to be_success
  end

  it "is given up on the wire at Ctrl-C while other threads run and others wait" do
    script = <<~RUBY
      busy = Thread.new { loop { 1000.times { "x" * 100 } } }
      waiting = Array.new(3) { Thread.new { #{child_exchange} } }
      #{child_exchange}
    RUBY
    output, status = ruby(script) do |pid|
      4.times { HoldingServer.next_of(server.arrived) }
      Process.kill(:INT, pid)
      4.times { HoldingServer.next_of(server.given_up) }
    end
    expect(output).to include("Interrupt")
    expect(status.termsig).to eq(Signal.list["INT"])
  end

  it "keeps the main thread's app running when it rescues Ctrl-C: the other threads' exchanges go on" do
    script = <<~RUBY
      $stdout.sync = true
      other = Thread.new { #{child_exchange} }
      begin
        Thread.pass until other.stop?
        #{child_exchange}
      rescue Interrupt
        print "rescued "
      end
      print other.value
    RUBY
    output, = ruby(script) do |pid|
      2.times { HoldingServer.next_of(server.arrived) }
      Process.kill(:INT, pid)
      HoldingServer.next_of(server.given_up)
      server.answer
    end
    expect(output).to eq("rescued held-token")
  end

  it "goes on as it was when a signal is trapped: one request, a normal answer" do
    script = "trap(:USR1) { print 'trapped ' }; $stdout.sync = true; print #{child_exchange}"
    output, status = ruby(script) do |pid|
      HoldingServer.next_of(server.arrived)
      3.times { Process.kill(:USR1, pid) && sleep(0.05) }
      server.answer
    end
    expect(output).to start_with("trapped ").and end_with("held-token")
    expect(status).to be_success
    expect(server.arrived).to be_empty
  end

  it "goes on as it was in a storm of trapped signals" do
    script = "count = 0; trap(:USR1) { count += 1 }; $stdout.sync = true; print #{child_exchange}, ' ', count.positive?"
    output, status = ruby(script) do |pid|
      HoldingServer.next_of(server.arrived)
      2000.times { Process.kill(:USR1, pid) }
      server.answer
      500.times { Process.kill(:USR1, pid) }
    rescue Errno::ESRCH
      # It has ended already.
    end
    expect(output).to eq("held-token true")
    expect(status).to be_success
    expect(server.arrived).to be_empty
  end

  context "where the app defers interrupts" do
    let(:enough) { Class.new(RuntimeError) }

    # @return [Array(Thread, Thread::Queue)] a thread that exchanges a code while `enough` has to wait, and what it did
    def deferring_thread
      done = Thread::Queue.new
      thread = Thread.new do
        Thread.handle_interrupt(enough => :never) { done << exchange.token }
        done << "the interrupt did not come"
      end
      thread.report_on_exception = false
      HoldingServer.next_of(server.arrived)
      [thread, done]
    end

    it "ends normally, and the interrupt arrives afterwards" do
      thread, done = deferring_thread
      3.times { thread.raise(enough, "later") }
      expect(server.given_up).to be_empty
      server.answer
      expect(HoldingServer.next_of(done)).to eq("held-token")
      expect { thread.value }.to raise_error(enough, "later")
      expect(done).to be_empty
    end

    it "sleeps with the interrupt pending, rather than asking for it again and again" do
      thread, done = deferring_thread
      thread.raise(enough, "later")
      task = "/proc/self/task/#{thread.native_thread_id}"
      # Fields 14 and 15: ticks of the processor, for the thread and for the kernel on its behalf.
      used = -> { File.read("#{task}/stat").split[13..14].sum(&:to_i) }
      before = used.call
      sleep 0.5
      expect(used.call - before).to be <= 2
      server.answer
      expect(HoldingServer.next_of(done)).to eq("held-token")
      expect { thread.value }.to raise_error(enough)
    end

    it "waits on when only what it returns from may be interrupted (:on_blocking gives it up)" do
      thread = Thread.new { Thread.handle_interrupt(enough => :on_blocking) { exchange } }
      thread.report_on_exception = false
      HoldingServer.next_of(server.arrived)
      thread.raise(enough, "now")
      HoldingServer.next_of(server.given_up)
      expect { thread.value }.to raise_error(enough, "now")
    end
  end

  it "lets the other threads run while it waits" do
    thread = exchange_on_a_thread
    expect(Array.new(3) { |n| Thread.new { n } }.map(&:value)).to eq([0, 1, 2])
    server.answer
    expect(thread.value.token).to eq("held-token")
  end
end
