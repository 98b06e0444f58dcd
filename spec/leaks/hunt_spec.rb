# frozen_string_literal: true

require "json"
require "open3"
require "rbconfig"
require_relative "support/paths"

# Every path that ends in a failure, in a process of its own, with marked secrets: client secret, code, verifier, state,
# access and refresh token, cookies, bodies, passwords in addresses. None of them may turn up in anything that somebody
# else comes to read.
RSpec.describe "The leak hunt", :leaks do
  root = File.expand_path("../..", __dir__)
  channels = %w[message full_message backtrace fields inspect pretty_print no_method marshal yaml json redirect page log
                output subscriber]
  rails_channels = %w[notifications active_support_json]

  # One walk for all examples.
  walk = lambda do
    command = [RbConfig.ruby, "-I#{root}/lib", "-I#{root}/spec", "#{__dir__}/support/run.rb"]
    output, complaints, status = Open3.capture3(*command)
    raise complaints unless status.success?

    JSON.parse(output).merge("complaints" => complaints)
  end
  told = nil

  before { told ||= walk.call }

  def found(channels)
    channels.reject { |_, (_, secrets)| secrets.empty? }
  end

  LeakHunt.paths.each_key do |path|
    it "finds nothing after #{path}" do
      outcome = told.fetch("paths").fetch(path)
      expect(outcome["told"]).to be_truthy, "it was to fail"
      expect(outcome["channels"]["message"].first).to be_positive
      expect(found(outcome["channels"])).to be_empty
    end
  end

  it "finds nothing in what Active Support logs of all of it" do
    length, secrets = told.fetch("log")
    skip "needs Active Support" if length.zero?
    expect(secrets).to be_empty
  end

  it "finds nothing in what the process says beside" do
    expect(told.fetch("complaints")).to be_empty
  end

  it "finds what is planted, in every channel" do
    listening = told["log"].first.zero? ? channels : channels + rails_channels
    # From 3.3 on a NoMethodError tells the receiver's class, no more what it holds.
    listening -= ["no_method"] if RUBY_VERSION >= "3.3"
    expect(found(told.fetch("planted")).keys).to include(*listening)
  end

  it "walks at least 250 paths" do
    expect(LeakHunt.paths.length).to be >= 250
  end
end
