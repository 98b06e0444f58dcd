# frozen_string_literal: true

require "timeout"
require_relative "../support/child_process"
require_relative "../support/holding_server"

RSpec.describe "An exchange that is interrupted" do
  include ChildProcess

  let(:server) { HoldingServer.new }
  let(:client) { OmniAuth::Litmus::Client.new("id", "secret", site: server.url) }
  let(:child_exchange) do
    "OmniAuth::Litmus::Client.new('id', 'secret', site: #{server.url.inspect}).auth_code.get_token('the-code').token"
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

  it "lets the other threads run while it waits" do
    thread = exchange_on_a_thread
    expect(Array.new(3) { |n| Thread.new { n } }.map(&:value)).to eq([0, 1, 2])
    server.answer
    expect(thread.value.token).to eq("held-token")
  end
end
