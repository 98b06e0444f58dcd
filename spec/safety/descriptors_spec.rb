# frozen_string_literal: true

require "json"
require_relative "../support/child_process"
require_relative "../support/code_taker"
require_relative "../support/rack_server"
require_relative "../support/server_process"

RSpec.describe "3,000 logins" do
  include ChildProcess

  # In a process of its own, in which nothing else is still ending. Connections are counted apart from the other
  # descriptors: they are pooled, and how many there are depends on how many calls happened to meet.
  let(:script) do
    <<~RUBY
      require "json"
      require #{File.expand_path("../support/relying_app", __dir__).inspect}

      THREADS = 8
      APP = RelyingApp.new(site: ENV.fetch("LITMUS_OAUTH_HOST"))

      def sign_in_many(name, count)
        browser = APP.browser
        Array.new(count) do |number|
          code = "\#{name}-\#{number}"
          browser.callback(code:, state: browser.sign_in.state).auth&.uid == code
        end
      end

      def sign_in_everywhere(count)
        workers = Array.new(THREADS) { |number| Thread.new { sign_in_many("person-\#{number}", count / THREADS) } }
        workers.flat_map(&:value).tally
      end

      def connection?(target)
        inode = target[/socket:\\[(\\d+)\\]/, 1] or return
        File.foreach("/proc/self/net/tcp").any? { |line| line.split[9] == inode }
      end

      def descriptors
        Dir.children("/proc/self/fd").filter_map do |descriptor|
          File.readlink("/proc/self/fd/\#{descriptor}")
        rescue Errno::ENOENT
          # The directory itself, while it was read.
        end
      end

      # Ruby keeps ended threads for a while; the library's have its name.
      def native_threads
        Dir["/proc/self/task/*/comm"].count { |name| File.read(name).start_with?("omniauth") }
      end

      def remains
        GC.start
        connections, others = descriptors.partition { |target| connection?(target) }
        { connections: connections.length, descriptors: others.sort, threads: Thread.list.length, native_threads: }
      end

      sign_in_everywhere(200)
      before = remains
      signed_in = sign_in_everywhere(3000)
      puts JSON.generate(before:, signed_in:, after: remains)
    RUBY
  end

  it "leave as many descriptors and threads as there were" do
    provider = ServerProcess.new { RackServer.new(CodeTaker.new) }
    host = provider.base_url
    output, = ruby(script, env: { "LITMUS_OAUTH_HOST" => host, "LITMUS_API_HOST" => host, "RACK_ENV" => "test" })
    told = JSON.parse(output)
    expect(told["signed_in"]).to eq("true" => 3000)
    expect(told["after"].except("connections")).to eq(told["before"].except("connections"))
    expect(told["after"]["connections"]).to be_between(1, 16)
  ensure
    provider&.stop
  end
end
