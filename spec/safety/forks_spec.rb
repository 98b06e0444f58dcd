# frozen_string_literal: true

require_relative "../support/sandbox_provider"
require_relative "../support/child_process"

RSpec.describe "A process that forks" do
  include ChildProcess

  around { |example| SandboxProvider.run { |provider| (@provider = provider) && example.run } }

  # One process that asks for a token, and children of it that do the same; each prints what it got.
  def tokens_of(script)
    site = @provider.base_url
    id, secret = SandboxProvider::CLIENT
    output, status = ruby(<<~RUBY)
      $stdout.sync = true
      client = OmniAuth::Litmus::Client.new(#{id.inspect}, #{secret.inspect}, site: #{site.inspect})
      get = -> { client.client_credentials.get_token.token && puts("\#{Process.pid} got a token") }
      child = ->(&work) { Process.wait(fork { work.call; exit!(0) }); exit!(1) unless $?.success? }
      #{script}
    RUBY
    expect(status).to be_success, output
    output.lines(chomp: true)
  end

  it "logs in again in a child, over a connection of the child's own, and goes on over its own" do
    lines = tokens_of("get.(); child.() { get.() }; get.()")
    expect(lines.length).to eq(3)
    expect(lines.uniq.length).to eq(2)
    expect(@provider.connections).to eq(2)
  end

  it "logs in for the first time in a child" do
    expect(tokens_of("child.() { get.() }").length).to eq(1)
  end

  it "logs in in a child of a child" do
    expect(tokens_of("get.(); child.() { get.(); child.() { get.() } }").uniq.length).to eq(3)
  end
end
