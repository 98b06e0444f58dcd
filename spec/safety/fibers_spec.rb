# frozen_string_literal: true

return unless GemsAtHand.all?("async")

require "async"
require_relative "../support/barrier"
require_relative "../support/holding_server"
require_relative "../support/litmus_at"
require_relative "../support/minimal_scheduler"
require_relative "../support/plain_browser"
require_relative "../support/probe"
require_relative "../support/relying_app"
require_relative "../support/sandbox_provider"

# Under a fiber scheduler one thread serves many users; who waits for Litmus must not keep it from the others.
RSpec.describe "Fibers" do
  include LitmusAt
  include Probe

  let(:server) { HoldingServer.new }
  let(:client) { OmniAuth::Litmus::Client.new("id", "secret", site: server.url, timeout: 60) }

  after { server.stop }

  def exchange = client.auth_code.get_token("the-code").token

  def code_of
    yield
  rescue OmniAuth::Litmus::Error => e
    e.code
  end

  def authorized(app)
    browser = app.browser
    [browser, PlainBrowser.new.visit(browser.sign_in.location).params.transform_keys(&:to_sym)]
  end

  # `run` starts a reactor on a thread of its own and returns when all fibers have ended, `start` starts a fiber in it,
  # `stop` ends a fiber that waits.
  reactors = {
    "of Async" => <<~RUBY,
      require "async"
      def run(&block) = Thread.new { Sync(&block) }.value
      def start(&block) = Async::Task.current.async { block.call }
      def stop(task) = task.stop
    RUBY
    "of a minimal scheduler" => <<~RUBY
      require #{File.expand_path("../support/minimal_scheduler", __dir__).inspect}
      def run(&block) = MinimalScheduler.run(&block)
      def start(&block) = Fiber.schedule(&block)
      def stop(fiber) = fiber.raise(IOError, "stopped")
    RUBY
  }
  reactors.each do |name, reactor|
    context name do
      class_eval(reactor, __FILE__, __LINE__)

      it "wait 100 at once on one thread, and the reactor goes on ticking" do
        ticks = 0
        barrier = Barrier.new(100)
        # Nobody gets an answer before all are there, and before the reactor has then gone round three times more.
        provider = SandboxProvider.start do |env, sandbox|
          if env["PATH_INFO"] == "/oauth/token"
            barrier.wait
            enough = ticks + 3
            Timeout.timeout(HoldingServer::PATIENCE) { sleep(0.001) until ticks >= enough }
          end
          sandbox.call(env)
        end
        app = RelyingApp.new(site: litmus_at(provider))
        logins = Array.new(100) { authorized(app) }
        answers = []
        run do
          start do
            until answers.length == logins.length
              ticks += 1
              sleep(0.001)
            end
          end
          logins.each { |browser, params| start { answers << browser.callback(**params) } }
        end
        expect(answers.map { |answer| answer.auth&.uid }.tally).to eq("1001" => 100)
        expect(barrier.together).to eq(100)
      ensure
        provider&.stop
      end

      it "give up their request when they are stopped, and the others' go on" do
        ended = []
        run do
          stopped = start do
            exchange
          rescue IOError
            ended << "stopped"
          ensure
            ended << "ensured"
          end
          HoldingServer.next_of(server.arrived)
          start { ended << exchange }
          HoldingServer.next_of(server.arrived)
          stop(stopped)
          HoldingServer.next_of(server.given_up)
          server.answer
        end
        expect(ended - ["stopped"]).to eq(%w[ensured held-token])
        expect(server.given_up).to be_empty
      end

      it "raise what threads raise" do
        nobody = OmniAuth::Litmus::Client.new("id", "secret", site: "http://127.0.0.1:1")
        outcomes = []
        run do
          3.times { start { outcomes << code_of { nobody.auth_code.get_token("code") } } }
        end
        expect(outcomes).to eq(%i[connection_refused] * 3)
      end

      # In each round 20 fibers get a token and 20 are stopped while they wait. How many connections there are to share
      # differs from round to round; something that each fiber left behind would be more.
      it "leave neither a descriptor nor anything of Rust's behind" do
        SandboxProvider.run do |provider|
          output, status = probe(reactor + <<~RUBY)
            client = OmniAuth::Litmus::Client.new(*#{SandboxProvider::CLIENT}, site: #{provider.base_url.inspect})
            held = OmniAuth::Litmus::Client.new("id", "secret", site: #{server.url.inspect}, timeout: 60)
            rounds = Array.new(8) do
              run do
                20.times { start { client.client_credentials.get_token } }
                waiting = Array.new(20) do
                  start do
                    held.auth_code.get_token("code")
                  rescue IOError
                    # This is how the minimal scheduler stops a fiber.
                  end
                end
                sleep 0.001 until Core.calls_under_way == 20
                waiting.each { |fiber| stop(fiber) }
              end
              [settled, Dir.children("/proc/self/fd").length]
            end
            puts rounds.map(&:first).uniq, rounds.last.last - rounds.first.last
          RUBY
          expect(status).to be_success, output
          expect(output.split.map(&:to_i)).to match([0, be < 40])
        end
      end
    end
  end

  it "give up their request at the deadline of the scheduler" do
    outcome = Thread.new do
      Sync { |task| task.with_timeout(0.2) { exchange } }
    rescue Async::TimeoutError, OmniAuth::Litmus::TimeoutError
      # Which of the two depends on how the version of Async ends a wait.
      "too late"
    end
    HoldingServer.next_of(server.given_up)
    expect(outcome.value).to eq("too late")
  end

  it "without a scheduler wait as their thread does" do
    answering = Thread.new { 2.times { HoldingServer.next_of(server.arrived) && server.answer } }
    expect(Fiber.new { exchange }.resume).to eq("held-token")
    expect(Enumerator.new { |tokens| tokens << exchange }.next).to eq("held-token")
    answering.join
  end
end
