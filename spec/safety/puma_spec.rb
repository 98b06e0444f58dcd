# frozen_string_literal: true

require_relative "../support/puma_process"
require_relative "../support/sandbox_provider"

RSpec.describe "Puma" do
  # The sandbox's sign-in page lists its accounts: with 50 of them, each person signs in as one of those.
  let(:accounts) { Array.new(50) { |number| 5000 + number } }
  let(:people) { accounts.cycle.first(1000) }
  let(:users) { accounts.map { |id| { id:, first_name: "Number", last_name: id.to_s, email: "#{id}@example.com" } } }

  # @return [Array(Integer, Hash)] who signed in, and what the app says
  def all_sign_in(puma)
    queue = Thread::Queue.new(people).close
    answers = Thread::Queue.new
    sign_in = -> { (id = queue.pop) && answers.push([id, puma.sign_in(id)]) }
    Array.new(16) { Thread.new { nil while sign_in.call } }.each(&:join)
    Array.new(answers.length) { answers.pop }
  end

  {
    "with preload_app! and 2 workers" => { workers: 2 },
    "with 16 threads" => { threads: 16 }
  }.each do |name, options|
    it "#{name} signs 1,000 people in, each as themselves" do
      SandboxProvider.run(threads: 64, users:) do |provider|
        puma = PumaProcess.new(provider, **options)
        answers = all_sign_in(puma)
        ended = puma.stop
        strangers = answers.reject { |id, answer| answer["uid"] == id.to_s }
        expect(strangers).to be_empty
        expect(answers.length).to eq(1000)
        expect(answers.map { |_, answer| answer["pid"] }.uniq.length).to eq(options.fetch(:workers, 1))
        # A single Puma passes the signal on to itself when it is done.
        expect([ended.exitstatus, ended.termsig]).to eq([0, nil]).or eq([nil, Signal.list["TERM"]])
      ensure
        puma&.stop
      end
    end
  end
end
