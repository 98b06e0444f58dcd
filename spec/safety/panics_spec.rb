# frozen_string_literal: true

require_relative "../support/probe"
require_relative "../support/sandbox_provider"

RSpec.describe "A panic inside the core", gc_stress: true do
  include Probe

  around { |example| SandboxProvider.run { |provider| (@provider = provider) && example.run } }

  let(:client) do
    "OmniAuth::Litmus::Client.new(#{SandboxProvider::CLIENT.map(&:inspect).join(", ")}, site: '#{@provider.base_url}')"
  end

  # What the process printed, without what Rust says of the panic on standard error.
  def outcomes(script)
    output, status = probe(script)
    expect(status).to be_success, output
    output.lines(chomp: true).grep(/\A> /).map { |line| line.delete_prefix("> ") }
  end

  it "reaches Ruby as an error that can be rescued" do
    lines = outcomes(<<~RUBY)
      begin
        Core.panic_in_core
      rescue StandardError => e
        puts "> \#{e.class} \#{e.code} \#{e.retryable?}"
      end
    RUBY
    expect(lines).to eq(["OmniAuth::Litmus::Error internal_error false"])
  end

  it "is rescued where nothing was waited for, too, and the method after it works" do
    lines = outcomes(<<~RUBY)
      3.times do
        Core.panic_at_once
      rescue StandardError => e
        puts "> \#{e.class} \#{e.code} \#{Core.state.length}"
      end
    RUBY
    expect(lines).to eq(["OmniAuth::Litmus::Error internal_error 32"] * 3)
  end

  it "leaves the next call as good as it was, on the same connection" do
    lines = outcomes(<<~RUBY)
      client = #{client}
      3.times do
        Core.panic_in_core rescue nil
        puts "> \#{client.client_credentials.get_token.token}"
      end
      puts "> \#{settled} under way"
    RUBY
    expect(lines.uniq.length).to eq(4)
    expect(lines.last).to eq("0 under way")
    expect(@provider.connections).to eq(1)
  end

  it "does not touch the calls of other threads" do
    lines = outcomes(<<~RUBY)
      client = #{client}
      panics = Array.new(10) { Thread.new { 20.times.map { Core.panic_in_core rescue $!.code }.uniq } }
      tokens = Array.new(4) { Thread.new { 20.times.map { client.client_credentials.get_token.token }.uniq.length } }
      puts "> \#{panics.flat_map(&:value).uniq}", "> \#{tokens.map(&:value)}", "> \#{settled} under way"
    RUBY
    expect(lines).to eq(["[:internal_error]", "[20, 20, 20, 20]", "0 under way"])
  end

  it "cannot be asked for with the library that a gem has" do
    hooks = %i[panic_in_core panic_at_once calls_under_way]
    expect(OmniAuth::Litmus::Core.singleton_methods & hooks).to be_empty
  end
end
