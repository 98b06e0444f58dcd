# frozen_string_literal: true

require "omniauth/litmus/token_source"
require_relative "../support/child_process"
require_relative "../support/holding_server"

RSpec.describe "A refresh whose caller is interrupted" do
  include ChildProcess

  let(:server) { HoldingServer.new }
  let(:client) { OmniAuth::Litmus::Client.new("id", "secret", site: server.url, timeout: 60) }
  let(:kept) { Thread::Queue.new }
  let(:store) do
    queue = kept
    OmniAuth::Litmus::Stores::Memory.new("access_token" => "old", "refresh_token" => "r", "expires_at" => 1).tap do |it|
      it.define_singleton_method(:replace) { |old, new| super(old, new).tap { |done| queue << [done, new] } }
    end
  end
  let(:source) { OmniAuth::Litmus::TokenSource.new(client, store) }

  after { server.stop }

  # The provider may have ended the old pair already, so the new one is kept although nobody waits for it any more.
  def expect_the_new_pair_to_be_kept
    server.answer
    expect(HoldingServer.next_of(kept)).to match([true, a_hash_including("access_token" => "held-token")])
    expect([source.token.token, server.arrived.size]).to eq(["held-token", 0])
  end

  it "is seen through after Thread#kill" do
    caller = Thread.new { source.token }
    HoldingServer.next_of(server.arrived)
    expect(caller.kill.join(HoldingServer::PATIENCE)).to be(caller)
    expect_the_new_pair_to_be_kept
  end

  it "is seen through after a deadline" do
    caller = Thread.new { Timeout.timeout(60, IOError) { source.token } }
    caller.report_on_exception = false
    HoldingServer.next_of(server.arrived)
    caller.raise(IOError)
    expect { caller.join }.to raise_error(IOError)
    expect_the_new_pair_to_be_kept
  end

  it "is taken over by the next caller, not begun again" do
    caller = Thread.new { source.token }
    HoldingServer.next_of(server.arrived)
    caller.kill.join
    other = Thread.new { source.token.token }
    server.answer
    expect([other.value, server.arrived.size]).to eq(["held-token", 0])
  end

  it "is seen through when the process ends" do
    answer = ->(_) { HoldingServer.next_of(server.arrived) && server.answer }
    output, = ruby(<<~RUBY, library: "omniauth/litmus/token_source", &answer)
      store = OmniAuth::Litmus::Stores::Memory.new("access_token" => "old", "refresh_token" => "r", "expires_at" => 1)
      def store.replace(*) = super.tap { |done| puts "kept: \#{done}" }
      client = OmniAuth::Litmus::Client.new("id", "secret", site: #{server.url.inspect}, timeout: 60)
      begun = Thread::Queue.new
      OmniAuth::Litmus::Client.prepend(Module.new { define_method(:get_token) { |*args| begun << true; super(*args) } })
      Thread.new { OmniAuth::Litmus::TokenSource.new(client, store).token }
      begun.pop
      exit
    RUBY
    expect(output).to eq("kept: true\n")
  end
end
