# frozen_string_literal: true

require_relative "scripted_server"

# A server on loopback that takes a request and holds its answer back until it is told to give it, or until the client
# gives up. What happened is in queues, so that a spec waits for events and never for time.
#
#     server = HoldingServer.new
#     request = server.arrived.pop      # a ScriptedServer::Request
#     server.answer                     # or: server.given_up.pop
class HoldingServer
  TOKEN = '{"access_token":"held-token","token_type":"Bearer","expires_in":7200}'
  # Seconds after which an event that does not come is a failure. Clients of this server are given more time (`timeout:
  # 60`), or their own deadline would pass for what is waited for.
  # A process whose garbage is collected at each allocation is slow.
  PATIENCE = ENV["GC_STRESS"] ? 120 : 20

  # @return [Thread::Queue] each request
  attr_reader :arrived
  # @return [Thread::Queue] one entry for each client that closed its connection while it waited
  attr_reader :given_up

  def initialize
    @arrived, @given_up, @answers = Array.new(3) { Thread::Queue.new }
    @server = ScriptedServer.new { |exchange| hold(exchange) }
  end

  def url = @server.base_url

  # Answers one request with a token.
  def answer
    @answers << TOKEN
  end

  # @param queue [Thread::Queue]
  # @return [Object] its next entry
  def self.next_of(queue)
    Timeout.timeout(PATIENCE) { queue.pop }
  end

  def stop = @server.stop

  private

  def hold(exchange)
    @arrived << exchange.request
    replied = false
    waiting = Thread.new { @answers.pop.tap { replied = true }.then { |body| reply(exchange, body) } }
    # Nothing more is sent by a client that waits; what ends this is its farewell. An answer that is given after that is
    # somebody else's.
    begin
      exchange.outlast
    ensure
      waiting.kill.join
    end
  rescue IOError, SystemCallError
    @given_up << true unless replied
  end

  def reply(exchange, body)
    exchange.answer(body:, type: "application/json", headers: { "Connection" => "close" })
  end
end
