# frozen_string_literal: true

require_relative "../support/puma_process"
require_relative "../support/sandbox_provider"

RSpec.describe "Puma", needs: "puma" do
  # The sandbox's sign-in page lists its accounts: of 400 people, 8 each share one. What tells them apart besides is
  # the number of their visit, which the app keeps for them.
  let(:accounts) { Array.new(50) { |number| 5000 + number } }
  let(:people) { accounts.cycle.first(400).each_with_index.to_a }
  let(:users) { accounts.map { |id| { id:, first_name: "Number", last_name: id.to_s, email: "#{id}@example.com" } } }

  # @return [Array(Array, Hash)] who came, and what the app says to whom
  def all_sign_in(puma)
    queue = Thread::Queue.new(people).close
    answers = Thread::Queue.new
    sign_in = -> { (person = queue.pop) && answers.push([person, puma.sign_in(person.first, visit: person.last)]) }
    Array.new(16) { Thread.new { nil while sign_in.call } }.each(&:join)
    Array.new(answers.length) { answers.pop }
  end

  # @return [Hash{Array => Integer}] how many requests there were to `path`, by their status and that note of them
  def seen(provider, path, note)
    provider.events(path).map { |event| event.values_at(:status, note) }.tally
  end

  {
    "with preload_app! and 2 workers" => { workers: 2 },
    "with 16 threads" => { threads: 16 },
    "with preload_app! and 2 workers of 16 threads" => { workers: 2, threads: 16 }
  }.each do |name, options|
    it "#{name} signs 400 people in, each as themselves" do
      SandboxProvider.run(users:) do |provider|
        puma = PumaProcess.new(provider, **options)
        answers = all_sign_in(puma)
        ended = puma.stop

        strangers = answers.reject { |(id, visit), answer| answer.values_at("uid", "visit") == [id, visit].map(&:to_s) }
        expect(strangers).to be_empty
        # In the app: each process has counted its own, without a gap.
        counts = answers.map(&:last).group_by { |answer| answer["pid"] }.values
        expect(counts.length).to eq(options.fetch(:workers, 1))
        expect(counts).to all(satisfy { |these| these.map { |answer| answer["nth"] }.sort == (1..these.length).to_a })
        expect(counts.sum(&:length)).to eq(400)
        # At the sandbox: nobody had to come twice, and nothing was asked twice.
        expect(seen(provider, "/sign_in", :user_id).values).to eq([8] * 50)
        expect(seen(provider, "/oauth/token", :grant_type)).to include([200, "authorization_code"] => 400)
        expect(seen(provider, "/oauth/token", :grant_type).keys.map(&:first).uniq).to eq([200])
        expect(seen(provider, "/v2/users/current", :user_id)).to eq(accounts.to_h { |id| [[200, id], 8] })
        # A single Puma passes the signal on to itself when it is done.
        ways = [[0, nil], [nil, Signal.list["TERM"]]]
        ways << [nil, Signal.list["KILL"]] if puma.may_wait_for_itself?
        expect(ways).to include([ended.exitstatus, ended.termsig])
      ensure
        puma&.stop
      end
    end
  end
end
