# frozen_string_literal: true

require "json"
require "open3"
require "rbconfig"
require_relative "support/rooms"

# One constant, one file, named after it: whoever knows a name knows where it is.
RSpec.describe "The files of lib/" do
  support = File.expand_path("support", __dir__)
  run = lambda do |script|
    output, status = Open3.capture2e(RbConfig.ruby, "-I#{Rooms::LIB}", File.join(support, script))
    [output.lines.last.to_s, status.success?, output]
  end

  # Small classes that share a file with the class that alone uses them, until they are private or have one of their
  # own. An entry that has become true has to go.
  not_yet = %w[
    OmniAuth::Litmos::Limiters OmniAuth::Litmus::Doctor::CommandLine::Misuse OmniAuth::Litmus::NetConnect::Guarded
    OmniAuth::Litmus::Redirection::Redirected OmniAuth::Litmus::Sandbox::AuthorizationRequest::Fault
    OmniAuth::Litmus::Sandbox::Emails::Email OmniAuth::Litmus::Sandbox::RateLimit::Allowance
    OmniAuth::Litmus::Sandbox::RateLimit::Window OmniAuth::Litmus::Sandbox::Request::Unreadable
    OmniAuth::Litmus::Sandbox::Sessions::Session OmniAuth::Litmus::Sandbox::Store::Grant
  ]

  it "define the constant of their name, as far as Zeitwerk can tell" do
    skip "Zeitwerk is not installed" unless Gem::Specification.find_all_by_name("zeitwerk").any?
    last, succeeded, output = run.call("eager_load.rb")
    expect(succeeded).to be(true), output
    expect(last).to eq("loaded\n")
  end

  it "define the constant of their name, and no other that an app can reach" do
    last, succeeded, output = run.call("rooms.rb")
    expect(succeeded).to be(true), output
    rooms = JSON.parse(last)
    expect(rooms["nameless"]).to be_empty
    expect(rooms["misplaced"].keys).to match_array(not_yet)
  end

  it "have at most 350 lines" do
    long = Dir[File.join(Rooms::LIB, "**/*.rb")].select { |file| File.foreach(file).count > 350 }
    expect(long).to be_empty
  end
end
