# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "../support/holding_server"
require_relative "../support/sandbox_provider"

RSpec.describe "A process that forks", gc_stress: true do
  include ChildProcess

  around { |example| SandboxProvider.run { |provider| (@provider = provider) && example.run } }

  # What each process of a script has at hand: `get` asks for a token and prints who got one, `child` does something in
  # a child and waits for it.
  def prelude
    id, secret = SandboxProvider::CLIENT
    <<~RUBY
      $stdout.sync = true
      client = OmniAuth::Litmus::Client.new(#{id.inspect}, #{secret.inspect}, site: #{@provider.base_url.inspect})
      get = -> { client.client_credentials.get_token.token && puts("\#{Process.pid} got a token") }
      child = ->(&work) { Process.wait(fork { work.call; exit!(0) }); exit!(1) unless $?.success? }
      descriptors = -> { Dir.children("/proc/self/fd").length }
      # Ruby keeps threads of its own for a while; these are the library's.
      threads = -> { Dir["/proc/self/task/*/comm"].count { |name| File.read(name).start_with?("omniauth") } }
    RUBY
  end

  # One process that asks for a token, and children of it that do the same; each prints what it got.
  def tokens_of(script, &)
    output, status = ruby(prelude + script, &)
    expect(status).to be_success, output
    output.lines(chomp: true)
  end

  it "logs in again in a child, over a connection of the child's own, and goes on over its own" do
    lines = tokens_of("get.(); child.() { get.() }; get.()")
    expect(lines.length).to eq(3)
    expect(lines.uniq.length).to eq(2)
    expect(@provider.connections).to eq(2)
  end

  it "logs in for the first time in a child" do
    expect(tokens_of("child.() { get.() }").length).to eq(1)
  end

  it "logs in in a child of a child" do
    expect(tokens_of("get.(); child.() { get.(); child.() { get.() } }").uniq.length).to eq(3)
    expect(@provider.connections).to eq(3)
  end

  it "logs in in a child of a child that had no use for it itself" do
    expect(tokens_of("get.(); child.() { child.() { get.() } }; get.()").uniq.length).to eq(2)
    expect(@provider.connections).to eq(2)
  end

  it "logs in in many children at once, and from many threads of each" do
    lines = tokens_of(<<~RUBY)
      get.()
      pids = Array.new(5) { fork { Array.new(4) { Thread.new { get.() } }.each(&:join) } }
      get.()
      exit!(1) unless pids.all? { |pid| Process.wait2(pid).last.success? }
      get.()
    RUBY
    expect(lines.tally.values).to contain_exactly(3, 4, 4, 4, 4, 4)
  end

  it "forks in the middle of other threads' calls" do
    lines = tokens_of(<<~RUBY)
      over = false
      calling = Array.new(4) { Thread.new { Array.new(1) { client.client_credentials.get_token } until over } }
      20.times { child.() { get.() } }
      over = true
      calling.each(&:join)
      get.()
    RUBY
    expect(lines.uniq.length).to eq(21)
  end

  context "with requests in flight" do
    let(:server) { HoldingServer.new }

    after { server.stop }

    # Threads of the parent wait at `server`; at the signal a child does `work` and ends, and `server` is told so.
    def script(work)
      <<~RUBY
        require "socket"
        go = Thread::Queue.new
        trap(:USR1) { go << true }
        held = OmniAuth::Litmus::Client.new("id", "secret", site: #{server.url.inspect}, timeout: 60)
        waiting = Array.new(3) { |number| Thread.new { held.auth_code.get_token("code-\#{number}").token } }
        go.pop
        Process.wait(fork { #{work} })
        TCPSocket.open("127.0.0.1", #{URI(server.url).port}) do |socket|
          socket.write("GET /the-child-has-ended HTTP/1.1\\r\\nContent-Length: 0\\r\\n\\r\\n")
          puts waiting.map(&:value)
        end
        get.()
      RUBY
    end

    # @yield what happens while the child is at work
    # @return [Array<String>] what was printed besides the parent's tokens
    def with_requests_in_flight(work, &)
      lines = tokens_of(script(work)) { |pid| let_the_child_end(pid, &) }
      expect(lines.grep("held-token").length).to eq(3)
      lines - ["held-token"]
    end

    def let_the_child_end(pid)
      3.times { HoldingServer.next_of(server.arrived) }
      Process.kill(:USR1, pid)
      yield if block_given?
      expect([HoldingServer.next_of(server.arrived).path, server.given_up.length])
        .to eq(["/the-child-has-ended", 0])
      4.times { server.answer }
    end

    it "keeps them: a child that logs in and exits touches none of them" do
      expect(with_requests_in_flight("get.()").uniq.length).to eq(2)
    end

    it "keeps them: a child that has no use for any of this touches none of them" do
      expect(with_requests_in_flight("GC.start").length).to eq(1)
    end

    it "keeps them when the child is killed in the middle of its own" do
      lines = with_requests_in_flight('held.auth_code.get_token("of " + Process.pid.to_s)') do
        Process.kill(:KILL, HoldingServer.next_of(server.arrived).params["code"].delete_prefix("of ").to_i)
        HoldingServer.next_of(server.given_up)
      end
      expect(lines.length).to eq(1)
    end
  end

  it "opens nothing more with each call of a child" do
    lines = tokens_of(<<~RUBY)
      get.()
      child.() do
        get.()
        before = [descriptors.(), threads.()]
        50.times { client.client_credentials.get_token }
        puts "the same" if [descriptors.(), threads.()] == before
      end
    RUBY
    expect(lines.last).to eq("the same")
  end

  it "keeps nothing of its children" do
    lines = tokens_of(<<~RUBY)
      get.()
      before = [descriptors.(), threads.()]
      20.times { child.() { get.() } }
      puts "the same" if [descriptors.(), threads.()] == before
    RUBY
    expect(lines.last).to eq("the same")
  end

  it "logs in as a daemon" do
    lines = tokens_of("get.(); Process.daemon(true, true); get.()")
    expect(lines.uniq.length).to eq(2)
    expect(@provider.connections).to eq(2)
  end

  it "logs in as a daemon for the first time" do
    expect(tokens_of("Process.daemon(true, true); get.()").length).to eq(1)
  end

  context "when it becomes another program (exec)" do
    # What there is to inherit would be a socket or what waits for one.
    let(:program) do
      <<~RUBY
        kinds = Dir.children("/proc/self/fd").filter_map { |fd| File.readlink("/proc/self/fd/\#{fd}") rescue nil }
        puts "\#{kinds.grep(/socket:|eventpoll/).length} inherited"
      RUBY
    end

    # From Ruby 3.3 on there is one that is Ruby's own.
    let(:nothing) { IO.popen([RbConfig.ruby, "-e", program], &:read).chomp }

    def become(program)
      "exec(#{RbConfig.ruby.inspect}, '-I', #{ChildProcess::LIB.inspect}, '-r', 'omniauth/litmus', '-e', " \
        "#{(program + prelude).dump} + 'get.()')"
    end

    it "hands none of its connections on, and logs in there" do
      lines = tokens_of("get.(); #{become(program)}")
      expect(lines[1]).to eq(nothing)
      expect(lines.values_at(0, 2).uniq.length).to eq(1)
      expect(@provider.connections).to eq(2)
    end

    it "gives up the requests that other threads have in flight" do
      server = HoldingServer.new
      lines = tokens_of(<<~RUBY) do |pid|
        go = Thread::Queue.new
        trap(:USR1) { go << true }
        held = OmniAuth::Litmus::Client.new("id", "secret", site: #{server.url.inspect}, timeout: 60)
        3.times { Thread.new { held.auth_code.get_token("code") } }
        go.pop
        #{become(program)}
      RUBY
        3.times { HoldingServer.next_of(server.arrived) }
        Process.kill(:USR1, pid)
        3.times { HoldingServer.next_of(server.given_up) }
      end
      expect(lines.first).to eq(nothing)
      expect(lines.length).to eq(2)
    ensure
      server.stop
    end
  end
end
