# frozen_string_literal: true

require "omniauth/litmos/inboxes/directory"
require_relative "support/onboarding"
require_relative "../support/child_process"
require_relative "../../examples/onboarding/lib/onboarding/slack"

# Each message once: the Slack here holds its answer back until the process that waits for it is gone.
RSpec.describe "examples/onboarding, killed between Slack's answer and the note of it" do
  include_context "with the onboarding example"
  include ChildProcess

  let(:pids) { Queue.new }
  let(:dying) { Queue.new.push(true) }
  let(:taken) { ->(_) { kill(pids.pop) unless dying.empty? } }
  let(:switches) do
    { users: [{ "Id" => "u1", "UserName" => "ada@example.com" }], rate_limit: nil,
      courses: %w[c1 c2].map { |id| { "Id" => id, "Name" => "Course #{id}", "Modules" => [{ "Id" => "m1" }] } } }
  end
  let(:with_member_id) do
    file_of("First Name,Last Name,Email,Manager,Manager Slack ID\nAda,Lovelace,ada@example.com,Grace,U012AB3CD\n")
  end

  def kill(pid)
    dying.pop
    Process.kill(:KILL, pid)
    sleep(0.02) while Process.kill(0, pid)
  rescue Errno::ESRCH
    # Nobody waits for the answer any more.
  end

  def complete(course = "c1")
    catalogue = litmos.sandbox.catalogue
    catalogue.assign("u1", [course])
    catalogue.complete("m1", { "UserId" => "u1", "CourseId" => course, "Completed" => true, "Score" => 90 })
    catalogue.achievements.last["AchievementId"]
  end

  def run(script = "completions.rb", *options, **env)
    outcome = example(script, with_member_id, *options, env:) { |pid| pids << pid unless dying.empty? }
    expect(outcome.everything).not_to include(SlackServer::TOKEN)
    outcome
  end

  # Who was told in Slack since the last time.
  def greetings = slack.texts.map { |text| text[/\A[^:]+/] }

  it "announces new people once, and asks Slack before it tells again" do
    expect([run("onboard.rb").status.termsig, greetings]).to eq [9, ["<@U012AB3CD>"]]
    again = run("onboard.rb")
    expect([again.status.exitstatus, again.summary, greetings]).to eq [0, "Done: 0, Skipped: 2, Failed: 0", []]
    expect(slack.calls.last).to eq "conversations.history"
    run("onboard.rb")
    expect(slack.calls.count("conversations.history")).to eq 1
  end

  it "tells who has finished once, also by two processes" do
    complete
    expect([run.status.termsig, greetings]).to eq [9, ["<@U012AB3CD>"]]
    two = Array.new(2) { Thread.new { run } }.map(&:value)
    expect([two.map { |each| each.status.exitstatus }, greetings]).to eq [[0, 0], []]
  end

  describe "with a Slack that takes a message a second" do
    let(:slack) { SlackServer.new(per_second: 1) }

    it "waits for it, and gets its words where it refuses" do
      api = ->(token = SlackServer::TOKEN) { Onboarding::SlackApi.new(token, url: slack.url) }
      2.times { |n| Onboarding::Slack.new(api.call).post(SlackServer::CHANNEL, "Text", "key #{n}") }
      expect([slack.texts, slack.attempts]).to match [%w[Text Text], be > 2]
      message = { channel: SlackServer::CHANNEL, text: "Text" }
      {
        ["chat.postMessage", { **message, text: "" }] => "no_text",
        ["chat.postMessage", { **message, key: "1" }] => "invalid_arguments",
        ["chat.postMessage", { **message, metadata: '{"event_type":"a"}' }] => "invalid_metadata_format",
        ["chat.postMessage", { **message, channel: "C1" }] => "channel_not_found",
        ["conversations.open", { users: "grace" }] => "user_not_found",
        ["chat.postmessage", message] => "unknown_method"
      }.each do |(method, arguments), word|
        expect { api.call.call(method, arguments) }.to raise_error(Onboarding::SlackFailed, "Slack answers #{word}")
      end
      expect { api.call("xoxb-other").call("chat.postMessage", message) }.to raise_error(/invalid_auth/)
    end
  end

  describe "before Slack has the message" do
    let(:taken) { proc {} }
    let(:answer) { ->(_) { kill(pids.pop) || [503, {}, []] unless dying.empty? } }

    it "tells in the next run" do
      complete
      expect([run.status.termsig, greetings]).to eq [9, []]
      expect([run.status.exitstatus, greetings]).to eq [0, ["<@U012AB3CD>"]]
    end
  end

  describe "with an app that may not read what it wrote" do
    let(:scopes) { %w[chat:write im:write] }

    before do
      @told = complete
      run
      slack.posts
    end

    it "keeps the event of the webhook, and tells of others" do
      inbox = OmniAuth::Litmos::Inboxes::Directory.new(File.join(directory, "litmos-onboarding", "inbox"))
      events = [@told, complete("c2")]
      events.each { |id| inbox.put(id, JSON.generate([id, "u1", Time.now.to_i])) }
      worker = "Onboarding::CompletionsWebhook.new(ENV.to_h).webhook.drain"
      env = { **environment, "ONBOARDING_EXPORT" => with_member_id, "LITMOS_WEBHOOK_SECRET" => "x" * 16 }
      output, = ruby(worker, env:, library: File.join(OnboardingExample::FOLDER, "lib/onboarding/completions_webhook"))
      expect(output).to match(/NotTold: Grace: perhaps told of 1 earlier.*^Grace: told of 1 completion$/m)
      expect([greetings, inbox.pending(9)]).to match [["<@U012AB3CD>"], [/#{@told}/]]
    end

    it "does not tell again, says that nobody knows and why, and goes on with what somebody has seen in Slack" do
      again = run
      expect([again.status.exitstatus, again.failures])
        .to match [1, /\A  Grace  perhaps told of 1 earlier; Slack answers missing_scope .*im:history/]
      expect(again.failures).to include("give --assume sent (or unsent)")
      expect([run("completions.rb", "--assume", "sent").status.exitstatus, run.status.exitstatus, greetings])
        .to eq [0, 0, []]
    end

    it "tells again where somebody has not seen it" do
      expect([run("completions.rb", "--assume", "unsent").status.exitstatus, greetings]).to eq [0, ["<@U012AB3CD>"]]
    end
  end

  describe "with a Slack that takes the message, and whose answer is lost" do
    let(:taken) { ->(_) { raise IOError unless dying.empty? || !dying.pop } }

    it "asks Slack in the next run, from page to page" do
      complete
      lost = run
      expect([lost.status.exitstatus, lost.failures]).to match [1, /not told of 1 completion: Slack has not answered/]
      250.times { |n| slack.say("D012AB3CD", "Something else, #{n}") }
      expect([run.status.exitstatus, slack.texts.grep(/completed/).length, slack.calls.last(2)])
        .to eq [0, 1, ["conversations.history"] * 2]
    end
  end
end
