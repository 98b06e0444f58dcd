# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "../support/holding_server"

# A signal handler that forks comes back into the wait of its thread in the child, too. There nobody brings the answer.
RSpec.describe "A process that forks in the middle of its own call" do
  include ChildProcess

  let(:server) { HoldingServer.new }

  after { server.stop }

  # A child that waits for ever ends some day.
  let(:forking) { "(child = fork) || Thread.new { sleep(60) && exit!(1) }" }

  let(:prelude) do
    <<~RUBY
      $stdout.sync = true
      require #{File.expand_path("../support/minimal_scheduler", __dir__).inspect}
      parent = Process.pid
      child = nil
      client = OmniAuth::Litmus::Client.new("id", "secret", site: #{server.url.inspect}, timeout: 60)
      batch = -> { client.batch([{ url: "/held" }], retries: 0).first.status }
      exchange = lambda do
        client.auth_code.get_token("the-code").token
      rescue OmniAuth::Litmus::Error => e
        [e.class, e.code, e.retryable?].join(" ")
      end
      tell = lambda do |outcome|
        puts((Process.pid == parent ? "parent: " : "child: ") + outcome.to_s)
        exit!(0) unless Process.pid == parent
        Process.wait(child) if child
      end
    RUBY
  end

  # What the parent and the child come to, a line each.
  def outcomes(handler, call, &)
    output, status = ruby(<<~RUBY, &)
      #{prelude}
      trap(:USR1) { #{handler} }
      tell.call(begin
        #{call}
      rescue OmniAuth::Litmus::Error => e
        [e.class, e.code, e.retryable?].join(" ")
      end)
    RUBY
    expect(status).to be_success, output
    output.lines(chomp: true)
  end

  # The parent's answer comes only when the child has said what it came to.
  def signal_and_answer(pid, last_word)
    HoldingServer.next_of(server.arrived)
    Process.kill(:USR1, pid)
    Timeout.timeout(HoldingServer::PATIENCE) { sleep 0.01 until File.size?(last_word) }
    server.answer
  end

  forked = "OmniAuth::Litmus::ConnectionError forked true"
  it "gets its answer, and the child is told that it has none" do
    Dir.mktmpdir do |folder|
      call = "exchange.call.tap { |said| File.write(#{"#{folder}/word".inspect}, said) }"
      lines = outcomes(forking, call) { |pid| signal_and_answer(pid, "#{folder}/word") }
      expect(lines.sort).to eq(["child: #{forked}", "parent: held-token"])
    end
  end

  it "gets its answer, and the child of a batch is told that it has none" do
    Dir.mktmpdir do |folder|
      call = "begin batch.call ensure File.write(#{"#{folder}/word".inspect}, 'over') end"
      lines = outcomes(forking, call) { |pid| signal_and_answer(pid, "#{folder}/word") }
      expect(lines.sort).to eq(["child: #{forked}", "parent: 200"])
    end
  end

  it "is told so where it becomes a daemon, and can make calls" do
    Dir.mktmpdir do |folder|
      call = "[exchange.call, exchange.call].join(' ').tap { |said| File.write(#{"#{folder}/word".inspect}, said) }"
      handler = "Process.daemon(true, true)"
      outcomes(handler, call) do |pid|
        HoldingServer.next_of(server.arrived)
        Process.kill(:USR1, pid)
        HoldingServer.next_of(server.arrived)
        # The connection of the process that is gone lives on in the daemon.
        2.times { server.answer }
      end
      Timeout.timeout(HoldingServer::PATIENCE) { sleep 0.01 until File.size?("#{folder}/word") }
      expect(File.read("#{folder}/word")).to eq("#{forked} held-token")
    end
  end

  # What wakes a fiber is a pair of sockets, which a child has, too.
  it "is not held by a child that lives on, where a fiber waits" do
    lines = outcomes("child = fork { sleep }", <<~RUBY) do |pid|
      [].tap do |said|
        waiter = Thread.new { MinimalScheduler.run { Fiber.schedule { said << exchange.call } } }
        sleep 0.01 until child
        waiter.join
        Process.kill(:KILL, child)
      end.first
    RUBY
      HoldingServer.next_of(server.arrived)
      Process.kill(:USR1, pid)
      server.answer
    end
    expect(lines).to eq(["parent: held-token"])
  end

  it "tells the fiber of a child so, where the scheduler is the main thread's" do
    Dir.mktmpdir do |folder|
      lines = outcomes(forking, <<~RUBY) { |pid| signal_and_answer(pid, "#{folder}/word") }
        said = []
        Fiber.set_scheduler(MinimalScheduler.new)
        Fiber.schedule { said << exchange.call }
        Fiber.set_scheduler(nil)
        said.first.tap { |word| File.write(#{"#{folder}/word".inspect}, word) }
      RUBY
      expect(lines.sort).to eq(["child: #{forked}", "parent: held-token"])
    end
  end
end
