# frozen_string_literal: true

require_relative "../support/litmus_at"
require_relative "../support/quick_provider"
require_relative "../support/relying_app"

RSpec.describe "10,000 logins" do
  include LitmusAt

  let(:threads) { 8 }

  # Descriptors by what they are, with connections apart: those are pooled, and how many there are depends on how many
  # calls happened to meet.
  def descriptors
    connections = File.read("/proc/self/net/tcp").lines.drop(1).to_h { |line| ["socket:[#{line.split[9]}]", true] }
    targets = Dir.children("/proc/self/fd").filter_map do |descriptor|
      File.readlink("/proc/self/fd/#{descriptor}")
    rescue Errno::ENOENT
      nil # the directory itself, while it was read
    end
    pooled, others = targets.partition { |target| connections[target] }
    [pooled.length, others.map { |target| target[/\A\w+:|\A.*/] }.tally]
  end

  # Ruby keeps ended threads for a while; the library's have its name.
  def native_threads
    Dir["/proc/self/task/*/comm"].map { |name| File.read(name).chomp }.grep(/\Aomniauth/).tally
  end

  def sign_in_many(app, number, count)
    browser = app.browser
    Array.new(count) do |n|
      code = "person-#{number}-#{n}"
      browser.callback(code:, state: browser.sign_in.state).auth&.uid == code
    end
  end

  def sign_in_everywhere(app, count, round)
    workers = Array.new(threads) do |number|
      Thread.new { sign_in_many(app, "#{round}-#{number}", count / threads) }
    end
    workers.flat_map(&:value).tally
  end

  def remains
    GC.start
    pooled, others = descriptors
    expect(pooled).to be <= threads * 2
    { descriptors: others, native_threads:, threads: Thread.list.length }
  end

  it "leave as many descriptors and threads as there were" do
    QuickProvider.run do |provider|
      app = RelyingApp.new(site: litmus_at(provider))
      sign_in_everywhere(app, 200, "first")
      before = remains
      expect(sign_in_everywhere(app, 10_000, "then")).to eq(true => 10_000)
      # Fewer threads, where those of another example were still ending before.
      expect(remains).to match(before.merge(threads: be <= before[:threads]))
    end
  end
end
