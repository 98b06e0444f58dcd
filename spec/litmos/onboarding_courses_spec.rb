# frozen_string_literal: true

require "tmpdir"
require_relative "../support/litmos_server"
require_relative "../support/onboarding_example"
require_relative "../support/redis_server"
require_relative "../support/slack_server"

# The two workflows as they are run: processes of their own, the sandbox of Litmos, a Slack, and Redis.
RSpec.describe "examples/onboarding with courses" do
  include OnboardingExample

  secret = "a-secret-of-the-webhook_0"

  let(:directory) { Dir.mktmpdir }
  let(:courses) do
    Array.new(3) do |n|
      { "Id" => "c#{n}", "Code" => "CODE-#{n}", "Name" => "Course #{n}", "Modules" => [{ "Id" => "m" }] }
    end
  end
  let(:webhook) { nil }
  let(:before) { nil }
  let(:litmos) { LitmosServer.new(users: [], courses:, rate_limit: 100, rate_window: 1, webhook:, &before) }
  let(:slack) { SlackServer.new }
  let(:environment) do
    { "LITMOS_API_KEY" => LitmosServer::KEY, "LITMOS_BASE_URL" => litmos.base_url, **slack.environment,
      "LITMOS_REDIS_URL" => "unix://#{RedisServer.shared.path}", "LITMOS_WEBHOOK_SECRET" => secret,
      "XDG_STATE_HOME" => directory, "ONBOARDING_EXPORT" => @export, "RACK_ENV" => "test" }
  end
  let(:catalogue) { litmos.sandbox.catalogue }
  let(:users) { litmos.sandbox.directory.users }
  let(:options) { ["--rate-window", "1", *courses.flat_map { |course| ["--course", course["Code"]] }] }

  before { @export = export(directory, 0...10) }

  after do
    [litmos, slack].each(&:stop)
    FileUtils.remove_entry(directory)
    Redis.new(path: RedisServer.shared.path).tap(&:flushall).close
  end

  def assigned = users.keys.flat_map { |id| catalogue.of_user(id).map { |one| [id, one.course["Id"]] } }

  def complete(user, course)
    catalogue.complete("m", { "UserId" => user, "CourseId" => course, "Completed" => true, "Score" => 90 })
  end

  # Address and course of each completion that Slack was told of.
  def told = slack.texts.join("\n").scan(/\(([^)]+)\) has completed ([^,]+),/)

  def wanted(people = 0...10) = people.flat_map { |n| Array.new(3) { |c| ["user#{n}@example.com", "Course #{c}"] } }

  it "gives new employees their courses, once" do
    dry = example("onboard.rb", @export, "--dry-run", *options)
    expect([dry.status.exitstatus, users]).to eq [0, {}]
    expect(dry.report).to include("user3@example.com  to get Course 0, Course 1, Course 2")
    first, second = Array.new(2) { example("onboard.rb", @export, *options) }
    expect([first, second].map { |run| run.status.exitstatus }).to eq [0, 0]
    expect(first.report).to include("user3@example.com  has got Course 0, Course 1, Course 2")
    expect(second.report).to end_with("Done: 0, Skipped: 10, Failed: 0\n")
    expect(assigned).to match_array(users.keys.product(%w[c0 c1 c2]))
  end

  it "begins with nothing where there is no such course, and says which there are" do
    run = example("onboard.rb", @export, "--course", "CODE-9")
    expect([run.status.exitstatus, users]).to eq [1, {}]
    expect(run.progress).to include('There is no course "CODE-9"', "Course 0, Course 1, Course 2")
  end

  describe "by two processes of one limit, one of them killed" do
    let(:pids) { Queue.new }
    let(:before) do
      count = 0
      lambda do |env, app|
        response = app.call(env)
        assigning = env["REQUEST_METHOD"] == "POST" && env["PATH_INFO"].end_with?("/courses")
        Process.kill(:KILL, pids.pop) if assigning && (count += 1) == 7
        response
      end
    end

    it "loses nobody, and keeps to the limit" do
      halves = [0...8, 8...16].map.with_index { |people, n| export(directory, people, name: "half#{n}.csv") }
      run = lambda do |n, &block|
        example("onboard.rb", halves[n], *options, "--outbox", File.join(directory, "outbox#{n}"), &block)
      end
      steady = Thread.new { run.call(0) }
      killed = run.call(1) { |pid| pids << pid }
      expect([steady.value.status.exitstatus, killed.status.termsig, run.call(1).status.exitstatus]).to eq [0, 9, 0]
      expect(assigned).to match_array(users.keys.product(%w[c0 c1 c2]))
      expect(users.values.map { |user| user["UserName"] }).to match_array(Array.new(16) { |n| "user#{n}@example.com" })
      announced = slack.texts.flat_map { |text| text.scan(/\((user\d+@example.com)\)/) }.flatten
      expect(announced.tally).to eq(Array.new(16) { |n| ["user#{n}@example.com", 1] }.to_h)
    end
  end

  describe "telling managers who has finished", needs: "puma" do
    let(:port) { TCPServer.open("127.0.0.1", 0) { |server| server.addr[1] } }
    let(:webhook) { "http://127.0.0.1:#{port}/litmos/#{secret}" }
    let(:log) { File.join(directory, "completions.log") }

    def serve
      command = [RbConfig.ruby, "-I", OnboardingExample::LIB, "-S", "puma", "--config", "-", "--bind",
                 "tcp://127.0.0.1:#{port}", "--threads", "1:3", File.join(OnboardingExample::FOLDER, "completions.ru")]
      spawn(environment, *command, %i[out err] => [log, "a"], in: File::NULL).tap do |pid|
        wait_until { listening? }
        @pid = pid
      end
    end

    def listening?
      TCPSocket.open("127.0.0.1", port, &:close) || true
    rescue SystemCallError
      false
    end

    def wait_until
      Timeout.timeout(60) { sleep(0.05) until yield }
    end

    after { Process.kill(:KILL, @pid) && Process.wait(@pid) if @pid }

    it "tells of each once, from the webhook and from polling, through a kill" do
      everyone = Array.new(10) { |n| litmos.sandbox.directory.add_user("UserName" => "user#{n}@example.com") }
      everyone.each { |user| catalogue.assign(user["Id"], %w[c0 c1 c2]) }
      seen = []
      serve
      everyone.first(5).each { |user| complete(user["Id"], "c0") }
      wait_until { (seen += told).length >= 2 }
      Process.kill(:KILL, @pid)
      Process.wait(@pid)
      # Not heard of by the webhook, nor what it was amid.
      everyone.each { |user| %w[c0 c1].each { |course| complete(user["Id"], course) } }
      polled = example("completions.rb", @export)
      expect([polled.status.exitstatus, polled.progress]).to eq [0, "20 completions since #{Date.today - 7}\n"]
      serve
      everyone.each { |user| complete(user["Id"], "c2") }
      wait_until { (seen += told).uniq.length == 30 }
      expect(example("completions.rb", @export).report).to end_with("Done: 0, Skipped: 0, Failed: 0\n")
      expect(seen + told).to match_array(wanted)
      expect(File.read(log)).not_to include(secret)
    end
  end
end
