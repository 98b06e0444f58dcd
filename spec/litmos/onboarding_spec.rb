# frozen_string_literal: true

require_relative "support/onboarding"

# The example as it is run: a process of its own, the sandbox of Litmos under Puma, and a Slack.
RSpec.describe "examples/onboarding" do
  include_context "with the onboarding example"

  heading = %(First Name,Last Name,Email - Primary Work,Worker's Manager\n)

  let(:people) { %w[ada.lovelace@example.com alan.turing@example.com edsger.dijkstra@example.com zoe@example.com] }

  def changes = litmos.events.reject { |event| event[:method] == "GET" }

  def names = litmos.sandbox.directory.users.values.map { |user| user["UserName"] }

  it "creates, adds and tells on the first run, and nothing of it on the second" do
    first = onboard(sample)
    expect([first.status.exitstatus, first.summary]).to eq([0, "Done: 9, Skipped: 0, Failed: 0"])
    expect(names.sort).to eq([*people, "maya@example.com"].sort)
    expect(members.sort).to eq(people)
    expect(first.progress).to include("[4/4] edsger.dijkstra@example.com: created", "zoe@example.com: found")
    expect(slack.texts).to match(
      [/\AHopper, Grace: 2 people.*Onboarding.*Ada Lovelace \(ada\.lovelace@.*from 2026-09-01\n• Alan Turing/m,
       /\AKatherine Johnson: 2 people.*• Zoë Lindqvist.*• Edsger Dijkstra/m]
    )

    before = changes.length
    second = onboard(sample)
    expect([second.status.exitstatus, second.summary]).to eq([0, "Done: 0, Skipped: 4, Failed: 0"])
    expect([changes.length - before, slack.posts]).to eq([0, []])
  end

  it "changes nothing and tells nobody in a dry run, which needs no token" do
    dry = onboard(sample, "--dry-run", env: { "SLACK_TOKEN" => nil })
    expect([dry.status.exitstatus, dry.summary]).to eq([0, "To do: 9, Skipped: 0, Failed: 0"])
    expect(dry.report).to include("nothing was changed", "Hopper, Grace                to be told of 2 people")
    expect([changes, slack.posts, Dir.children(directory)]).to eq([[], [], []])
    expect(onboard(sample).summary).to eq(dry.summary.sub("To do", "Done"))
  end

  it "begins with nothing where there is no such team, and says which there are" do
    %w[Onbording t9].each do |name|
      told = onboard(sample, "--team", name)
      expect(told.status.exitstatus).to eq(1)
      expect(told.progress).to include(%(There is no team "#{name}"), "Onboarding, Sales")
    end
    expect([changes, slack.posts]).to eq([[], []])
  end

  it "takes the team's id as well" do
    expect(onboard(sample, "--team", "t2").status.exitstatus).to eq(0)
    expect([members("t1"), members("t2").sort]).to eq([[], people])
  end

  describe "with a user that has other data" do
    let(:switches) do
      { users: [{ "Id" => "u1", "UserName" => "ADA.Lovelace@example.com", "FirstName" => "Augusta",
                  "LastName" => "Lovelace" }] }
    end

    it "keeps the user, says what differs, and adds" do
      told = onboard(sample)
      expect(told.status.exitstatus).to eq(0)
      expect(told.report).to match(/^  ada\S+ +the account has FirstName "Augusta", not "Ada": left as it is$/)
      expect(litmos.sandbox.directory.users["u1"]).to include("FirstName" => "Augusta")
      expect(members).to include("ADA.Lovelace@example.com").and(have_attributes(length: 4))
    end
  end

  describe "with a user that is inactive" do
    let(:switches) do
      { users: [{ "Id" => "u1", "UserName" => "alan.turing@example.com", "FirstName" => "Alan",
                  "LastName" => "Turing", "Active" => false }] }
    end

    it "says so, dry or not, and announces the others only" do
      dry, real = [["--dry-run"], []].map { |options| onboard(sample, *options) }
      expect([dry, real].map { |told| told.status.exitstatus }).to eq([1, 1])
      expect([dry, real].map(&:failures)).to all(match(/\A  alan\.turing@example\.com .*inactive[^\n]*\z/))
      expect(slack.texts.join).to include("Ada").and(satisfy { |text| !text.include?("Alan") })
    end
  end

  describe "with a Litmos that refuses one user" do
    let(:before) do
      lambda do |env, app|
        next app.call(env) unless env["REQUEST_METHOD"] == "POST" && env["PATH_INFO"].end_with?("/users")

        body = env["rack.input"].read
        env["rack.input"].rewind
        body.include?("Turing") ? [400, {}, []] : app.call(env)
      end
    end

    it "goes on with the others" do
      told = onboard(sample)
      expect([told.status.exitstatus, told.failures]).to match([1, /\A  alan\.turing\S+ +no account: [^\n]+\z/])
      expect([members.sort, slack.texts.length]).to eq([people - ["alan.turing@example.com"], 2])
    end
  end

  describe "with a key that may read only" do
    let(:before) { ->(env, app) { env["REQUEST_METHOD"] == "GET" ? app.call(env) : [403, {}, []] } }

    it "stops at the first refusal" do
      told = onboard(sample)
      expect([told.status.exitstatus, slack.posts, members]).to eq([1, [], []])
      expect(told.progress.lines.last).to match(/403/)
    end
  end

  describe "with a Litmos that accepts and does not do" do
    let(:switches) { { ignore_silently: false } }

    it "announces nobody" do
      told = onboard(sample)
      expect([told.status.exitstatus, told.failures.lines.length, slack.posts]).to eq([1, 4, []])
    end
  end

  {
    "fails" => [500, {}, ["an error"]],
    "fails, with a word" => [200, {}, ['{"ok":false,"error":"fatal_error"}']],
    "refuses" => [200, {}, ['{"ok":false,"error":"is_archived"}']],
    "redirects" => [302, { "location" => "http://127.0.0.1:1/#{SlackServer::TOKEN}" }, []],
    "asks for too much patience" => [429, { "retry-after" => "3600" }, []],
    "answers with the token" => [200, {}, [%({"ok":false,"error":"#{SlackServer::TOKEN}"})]],
    "answers with something else" => [200, {}, ["<html>"]]
  }.each do |words, response|
    describe "with a Slack that #{words}" do
      let(:well) { [] }
      let(:answer) { ->(_) { well.empty? ? response : nil } }

      it "says who was not told, and tells them in the next run" do
        told = onboard(sample)
        expect([told.status.exitstatus, told.summary]).to eq([1, "Done: 7, Skipped: 0, Failed: 2"])
        expect(told.failures).to match(/\A  Hopper, Grace +not told of 2 people: Slack('s)? answer/)
        expect([slack.posts, slack.attempts]).to eq([[], 2])
        well << true
        before = changes.length
        again = onboard(sample)
        expect([again.status.exitstatus, again.summary]).to eq([0, "Done: 2, Skipped: 4, Failed: 0"])
        expect([slack.texts.map { |text| text[/\A[^:]+/] }, changes.length - before])
          .to eq([["Hopper, Grace", "Katherine Johnson"], 0])
        expect(onboard(sample).summary).to eq("Done: 0, Skipped: 4, Failed: 0")
      end
    end
  end

  describe "with a Slack that fails once" do
    let(:failing) { Queue.new.push(true) }
    let(:answer) { ->(_) { [500, {}, []] if !failing.empty? && failing.pop } }

    it "tells the next manager, and nobody twice" do
      expect(onboard(sample).summary).to eq("Done: 8, Skipped: 0, Failed: 1")
      expect(slack.texts).to match([/\AKatherine/])
      expect(onboard(sample).status.exitstatus).to eq(0)
      expect(slack.texts).to match([/\AHopper, Grace/])
    end

    it "says that somebody waits, where the next export is another one" do
      onboard(sample)
      told = onboard(file_of("#{heading}Kay,McNulty,kay@example.com,Grace\n"))
      expect([told.status.exitstatus, told.failures]).to match([1, /\A  2 in the team +added earlier/])
      expect(onboard(sample).summary).to eq("Done: 1, Skipped: 4, Failed: 0")
    end
  end

  describe "with a Slack that is busy for a moment" do
    let(:busy) { Queue.new.push(true) }
    let(:answer) { ->(_) { [429, { "retry-after" => "0" }, ["{}"]] if !busy.empty? && busy.pop } }

    it "asks again" do
      expect(onboard(sample).status.exitstatus).to eq(0)
      expect([slack.texts.map { |text| text[/\A\w+/] }, slack.attempts]).to eq([%w[Hopper Katherine], 3])
    end
  end

  describe "with a Slack that does not answer" do
    let(:release) { Queue.new }
    let(:answer) { ->(_) { release.pop } }

    it "gives up at its deadline" do
      told = onboard(sample, "--slack-timeout", "0.2")
      expect([told.status.exitstatus, told.failures]).to match([1, /not told of 2 people: Slack has not answered/])
    ensure
      release.close
    end
  end

  it "says that nobody is there at Slack's address" do
    told = onboard(sample, env: { "SLACK_API_URL" => "http://127.0.0.1:1/api" })
    expect([told.status.exitstatus, told.failures]).to match([1, /Slack cannot be reached \(Errno::ECONNREFUSED\)/])
  end

  {
    "no token of Slack's" => { "SLACK_TOKEN" => nil }, "a token of two lines" => { "SLACK_TOKEN" => "xoxb-a\nb" },
    "a Slack over plain http" => { "SLACK_API_URL" => "http://slack.example/api" },
    "a Slack that is no address" => { "SLACK_API_URL" => "https://a b/api" },
    "no key" => { "LITMOS_API_KEY" => nil },
    "no such region" => { "LITMOS_BASE_URL" => nil, "LITMOS_REGION" => "mars" }
  }.each do |words, env|
    it "begins with nothing, and no backtrace, with #{words}" do
      told = onboard(sample, env:)
      expect(told.status.exitstatus).to eq(1)
      expect(told.progress).to match(/SLACK_TOKEN|SLACK_API_URL|LITMOS_API_KEY|region/)
      expect(told.progress).not_to match(/\.rb:\d/)
      expect(litmos.events).to be_empty
    end
  end

  # The sandbox holds the answer to a request until the process that made it is gone.
  describe "interrupted" do
    let(:pids) { Queue.new }
    let(:at) { { method: "POST", path: %r{/users\z}, number: 2 } }
    let(:signal) { :KILL }
    let(:seen) { Queue.new }
    let(:before) do
      lambda do |env, app|
        response = app.call(env)
        if env["REQUEST_METHOD"] == at[:method] && env["PATH_INFO"].match?(at[:path])
          seen << true
          finish(pids.pop) if seen.length == at[:number]
        end
        response
      end
    end

    def interrupted = onboard(sample) { |pid| pids << pid }

    def finish(pid)
      Process.kill(signal, pid)
      sleep(0.02) while Process.kill(0, pid)
    rescue Errno::ESRCH
      # Nobody waits for the answer any more.
    end

    it "creates nobody twice after a kill among the accounts" do
      expect(interrupted.status.termsig).to eq(9)
      expect([names.length, members]).to eq([4, []])
      expect(onboard(sample).status.exitstatus).to eq(0)
      expect([names.tally.values.uniq, names.length, members.sort, slack.texts.length]).to eq([[1], 5, people, 2])
    end

    describe "by a kill when they are in the team" do
      let(:at) { { method: "POST", path: %r{/teams/t1/users\z}, number: 1 } }

      it "tells their managers in the next run, once" do
        expect(interrupted.status.termsig).to eq(9)
        expect([members.sort, slack.posts]).to eq([people, []])
        before = changes.length
        expect(onboard(sample).summary).to eq("Done: 2, Skipped: 4, Failed: 0")
        expect([changes.length - before, slack.texts.length]).to eq([0, 2])
        expect([onboard(sample).status.exitstatus, slack.posts]).to eq([0, []])
      end
    end

    %i[INT TERM].each do |name|
      describe "by SIG#{name}" do
        let(:signal) { name }

        it "reports what was done, and says that it can be run again" do
          told = interrupted
          expect([told.status.exitstatus, told.progress.lines.last]).to match([1, /\AInterrupted\. Run again/])
          expect(told.report).to include("ada.lovelace@example.com  account created")
          expect(onboard(sample).status.exitstatus).to eq(0)
          expect([names.tally.values.uniq, slack.texts.length]).to eq([[1], 2])
        end
      end
    end
  end

  it "lets one run at a time through" do
    FileUtils.mkdir_p(File.join(directory, "litmos-onboarding"))
    File.open(File.join(directory, "litmos-onboarding", "outbox.json.lock"), "w") do |file|
      file.flock(File::LOCK_EX)
      told = onboard(sample)
      expect([told.status.exitstatus, told.progress]).to match([1, /Another run is under way/])
    end
    expect(changes).to be_empty
  end

  it "says that an outbox is none" do
    path = File.join(directory, "outbox.json")
    File.write(path, "[")
    told = onboard(sample, "--outbox", path)
    expect([told.status.exitstatus, told.progress, slack.posts]).to match([1, /is no outbox: move it away/, []])
  end

  it "says how it is used" do
    told = [onboard, onboard(sample, "--wet-run")]
    expect(told.map { |each| each.status.exitstatus }).to eq([1, 1])
    expect(told.map(&:progress)).to match([/EXPORT\.csv.*--dry-run/m, /invalid option: --wet-run/])
  end
end
