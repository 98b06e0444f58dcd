# frozen_string_literal: true

require "omniauth/litmus"
require_relative "../support/code_taker"
require_relative "../support/nginx_front"
require_relative "../support/scripted_server"

# What goes wrong with one connection is nobody else's matter.
RSpec.describe "A call that runs into its deadline" do
  let(:quick) { ScriptedServer.new { |exchange| exchange.answer(body: "{}", type: "application/json") } }
  let(:slow) do
    ScriptedServer.new { |exchange| exchange.answer(body: "{}", type: "application/json") }
                  .tap { |server| server.on("/slow", &:outlast) }
  end

  after { [quick, slow, *@front].each(&:stop) }

  def client(site, **options)
    OmniAuth::Litmus::Client.new("id", "secret", { site:, timeout: 60, open_timeout: 2 }.merge(options))
  end

  def run_late(server, path = "/slow")
    expect { client(server.base_url).request(:get, path, timeout: 0.05) }
      .to raise_error(OmniAuth::Litmus::TimeoutError)
  end

  it "leaves the connections to other hosts as they are" do
    5.times do
      client(quick.base_url).request(:get, "/x")
      run_late(slow)
    end
    client(quick.base_url).request(:get, "/x")
    expect(quick.connections).to eq(1)
  end

  it "costs its own connection over HTTP/1.1, and none of the others to that host" do
    2.times { |number| client(slow.base_url).request(:get, number.zero? ? "/x" : "/y") }
    run_late(slow)
    3.times { client(slow.base_url).request(:get, "/x") }
    expect(slow.requests.map(&:connection)).to eq([1, 1, 1, 2, 2, 2])
  end

  describe "over HTTP/2" do
    let(:gate) { Queue.new }
    let(:arrived) { Queue.new }

    before { @front = NginxFront.new(CodeTaker.new { |code| (arrived << code) && (gate.pop if code == "held") }) }

    def exchange(code, **options)
      client(@front.base_url, ssl: { ca_file: @front.ca_file }, **options).auth_code.get_token(code).token
    end

    def connections = @front.arrivals.map(&:connection)

    it "leaves its connection to those that are answered meanwhile, and to those that follow" do
      exchange("first")
      held = Thread.new { expect { exchange("held", timeout: 2) }.to raise_error(OmniAuth::Litmus::TimeoutError) }
      2.times { Timeout.timeout(20) { arrived.pop } }
      exchange("meanwhile")
      held.join
      exchange("after")
      expect(connections.uniq.length).to eq(1)
      gate << true
    end

    it "is followed by a new connection where nothing was answered meanwhile; who waits on the old one is answered" do
      waiting = Thread.new { exchange("held") }
      Timeout.timeout(20) { arrived.pop }
      expect { exchange("held", timeout: 2) }.to raise_error(OmniAuth::Litmus::TimeoutError)
      exchange("after")
      expect(connections.last).not_to eq(connections.first)
      2.times { gate << true }
      expect(waiting.value).to eq("token-for-held")
    end
  end
end
