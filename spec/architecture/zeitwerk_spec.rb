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

  # What stands with the one class that makes it: a Struct that it hands out, an exception that it raises, a module that
  # it prepends. An entry that no longer fits has to go.
  beside = %w[
    OmniAuth::Litmus::Doctor::Command::Misuse OmniAuth::Litmus::Sandbox::Api::EmailStore::Email
    OmniAuth::Litmus::Sandbox::OAuth::AuthorizationRequest::Fault OmniAuth::Litmus::Sandbox::OAuth::Store::Grant
    OmniAuth::Litmus::Sandbox::Sessions::Session OmniAuth::Litmus::Sandbox::Toolkit::FixedWindow::Permit
    OmniAuth::Litmus::Sandbox::Toolkit::Request::Unreadable OmniAuth::Litmus::Testing::Rerouting::Rerouted
    OmniAuth::Litmus::Testing::WebMockGuard::Guarded
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
    expect(rooms["misplaced"].keys).to match_array(beside)
  end

  it "have at most 350 lines" do
    long = Dir[File.join(Rooms::LIB, "**/*.rb")].select { |file| File.foreach(file).count > 350 }
    expect(long).to be_empty
  end
end
