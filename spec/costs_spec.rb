# frozen_string_literal: true

require "json"
require "open3"
require "rbconfig"
require_relative "support/child_process"
require_relative "support/scripted_server"

# What a login makes the machine do, on a lone main thread, with a server that lets every call wait. Counts are the same
# on a busy machine as on a quiet one, so that a change that costs more shows here; `rake bench:counts` counts more.
RSpec.describe "A login" do
  # Far enough for each thread to sleep before the answer comes.
  AWAY = 0.005 # rubocop:disable Lint/ConstantDefinitionInBlock
  LOGINS = 100 # rubocop:disable Lint/ConstantDefinitionInBlock

  answers = {
    "/oauth/token" => JSON.generate(access_token: "a", token_type: "Bearer", expires_in: 7200, refresh_token: "r"),
    "/v2/users/current" => JSON.generate(user: { id: 1001, full_name: "Maya Okafor" })
  }

  before(:context) do
    @servers = Array.new(2) do
      ScriptedServer.new do |exchange|
        sleep(AWAY)
        exchange.answer(body: answers[exchange.request.path], type: "application/json")
      end
    end
    @counts = counts
  end

  after(:context) { @servers.each(&:stop) }

  # In the process that signs people in. A thread that has ended is counted no more, so threads are watched from here.
  def counts
    names = %w[LITMUS_OAUTH_HOST LITMUS_API_HOST]
    command = [RbConfig.ruby, "-I", ChildProcess::LIB, "-r", "omniauth/litmus", "-e", script]
    Open3.popen2(names.zip(@servers.map(&:base_url)).to_h, *command) do |input, output, thread|
      output.gets && input.puts("go")
      threads = started(thread.pid) { output.wait_readable(0.001) }
      { threads:, **JSON.parse(output.gets, symbolize_names: true) }
    end
  end

  # How many threads begin until the block says that it is over.
  def started(pid)
    seen = [before = tasks(pid)]
    seen << tasks(pid) until yield
    (seen.flatten - before).uniq.size
  end

  def tasks(pid) = Dir.children("/proc/#{pid}/task")

  def script
    <<~RUBY
      require #{File.expand_path("../bench/support/visitor", __dir__).inspect}
      require "json"
      OmniAuth.config.request_validation_phase = nil
      OmniAuth.config.logger = Logger.new(nil)
      visitor = Visitor.new
      switches = -> { Dir["/proc/self/task/*/status"].sum { |file| File.read(file)[/^voluntary\\w+:\\s*(\\d+)/, 1].to_i } }
      $stdout.sync = true
      5.times { visitor.sign_in }
      $stdout.puts("ready")
      $stdin.gets
      waited = switches.call
      objects = GC.stat(:total_allocated_objects)
      #{LOGINS}.times { visitor.sign_in }
      objects = GC.stat(:total_allocated_objects) - objects
      puts JSON.generate(objects: objects.fdiv(#{LOGINS}), switches: (switches.call - waited).fdiv(#{LOGINS}))
    RUBY
  end

  it "starts no thread" do
    expect(@counts[:threads]).to eq(0)
  end

  # Three for each of its two calls: the thread that waits, and the thread of the connection before the request and
  # before its answer.
  it "lets threads wait at most eight times" do
    expect(@counts[:switches]).to be_between(2, 8)
  end

  it "allocates at most 280 objects" do
    expect(@counts[:objects]).to be_between(200, 280)
  end
end
