# frozen_string_literal: true

require "json"
require "net/http"
require "rbconfig"
require "timeout"
require_relative "child_process"
require_relative "plain_browser"
require_relative "sandbox_provider"

# Puma as it is deployed, in processes of its own, with an app that signs in.
#
#     puma = PumaProcess.new(provider, workers: 2)
#     puma.sign_in(1001, visit: 7)
#     # { "uid" => "1001", "visit" => "7", "failure" => nil, "pid" => 4711, "nth" => 1 }
#     puma.stop               # how it ended
class PumaProcess
  RACKUP = File.expand_path("puma_process/config.ru", __dir__)
  PATIENCE = 30

  # @param provider [SandboxProvider]
  # @param workers [Integer] 0: a single process
  # @param threads [Integer] of each
  # @param preload [Boolean] whether workers are forked from a process that has the app
  # @param more [Hash{String => String}] of the app's environment
  def initialize(provider, workers: 0, threads: 5, preload: workers.positive?, more: {})
    command = [RbConfig.ruby, "-I", ChildProcess::LIB, "-S", "puma", "--config", "-", "--bind", "tcp://127.0.0.1:0",
               "--threads", "#{threads}:#{threads}", "--workers", workers.to_s, *("--preload" if preload)]
    @output, output = IO.pipe
    @pid = spawn(environment(provider, preload).merge(more), *command, RACKUP, %i[out err] => output, in: File::NULL)
    output.close
    @log = +""
    @port = wait_for(%r{Listening on http://127\.0\.0\.1:(\d+)}).to_i
    # In any order: whoever counts booted workers from here on counts none of these.
    workers.times { |index| wait_for(/Worker #{index} .*booted/) }
    @reader = Thread.new { @output.each_line { |line| @log << line } }
  end

  # A person of their own: no cookie from before.
  #
  # @param user_id [Integer] whom to sign in as
  # @param visit [Integer] what the app has to remember while this person is at Litmus
  # @return [Hash{String => Object}] what the app says at the end
  def sign_in(user_id, visit:)
    leg_one = send_request(Net::HTTP::Post.new("/auth/litmus?visit=#{visit}"))
    cookie = leg_one["set-cookie"][/\A[^;]+/]
    back = URI(PlainBrowser.new.visit(leg_one["location"], user_id:).location)
    leg_two = send_request(Net::HTTP::Get.new(back.request_uri, "Cookie" => cookie))
    leg_two = send_request(Net::HTTP::Get.new(leg_two["location"])) if leg_two["location"]
    JSON.parse(leg_two.body)
  end

  # @return [Process::Status] how it ended when it was told to
  def stop
    @stop ||= begin
      Process.kill(:TERM, @pid)
      Timeout.timeout(PATIENCE) { Process.wait2(@pid).last }
    end
  rescue Timeout::Error
    Process.kill(:KILL, @pid)
    raise unless may_wait_for_itself?

    @stop = Process.wait2(@pid).last
  end

  # Puma 6 on Ruby 3.3 can wait for itself when it is told to end, with any app: IO#close waits for a thread that is
  # done with the IO already. One in ten clusters does.
  def may_wait_for_itself?
    RUBY_VERSION >= "3.3" && !@log.match?(/Puma version: 5/i)
  end

  private

  def environment(provider, preload)
    { "RACK_ENV" => "production", "LITMUS_OAUTH_HOST" => provider.base_url, "LITMUS_API_HOST" => provider.base_url,
      "LITMUS_ID" => provider.client_id, "LITMUS_SECRET" => provider.client_secret,
      "USE_BEFORE_FORK" => ("yes" if preload) }
  end

  def send_request(request)
    Net::HTTP.start("127.0.0.1", @port, nil) { |http| http.request(request) }
  end

  # @return [String] the part of its log in parentheses
  def wait_for(pattern)
    Timeout.timeout(PATIENCE) { @log << @output.readline until @log.match?(pattern) }
    @log[pattern, 1]
  rescue EOFError, Timeout::Error
    raise "Puma did not start:\n#{@log}"
  end
end
