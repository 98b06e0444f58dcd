# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "../support/sandbox_provider"

# The main Ractor alone may call: what the library keeps for a process is made under the GVL, and each Ractor has one of
# its own. OmniAuth, which keeps its configuration in a module, can be used nowhere else either.
RSpec.describe "A Ractor other than the main one" do
  include ChildProcess

  around { |example| SandboxProvider.run { |provider| (@provider = provider) && example.run } }

  def outcome(script)
    output, status = ruby("Warning[:experimental] = false\n#{client}\n#{script}")
    expect(status).to be_success, output
    output.lines(chomp: true)
  end

  let(:client) do
    id, secret = SandboxProvider::CLIENT
    "client = OmniAuth::Litmus::Client.new(#{id.inspect}, #{secret.inspect}, site: #{@provider.base_url.inspect})"
  end

  {
    "a call that waits" => "client.client_credentials.get_token",
    "a call that does not" => "client.authorize_url"
  }.each do |what, call|
    it "is told so by #{what}, and the main one goes on" do
      lines = outcome(<<~RUBY)
        # What the main one has read must not be in the others' way.
        OmniAuth::Litmus::Client.new("id", "secret", site: "https://other.example", api_origins: []).token_url
        ractors = Array.new(2) do
          Ractor.new(Ractor.make_shareable(client.dup)) do |client|
            #{call}
          rescue Ractor::Error => e
            "\#{e.class}: \#{e.message}"
          end
        end
        puts ractors.map { |ractor| ractor.respond_to?(:value) ? ractor.value : ractor.take }
        puts client.client_credentials.get_token.token.empty?
      RUBY
      told = "Ractor::UnsafeError: ractor unsafe method called from not main ractor"
      expect(lines).to eq([told, told, "false"])
    end
  end

  it "may compute beside the calls of the main one" do
    lines = outcome(<<~RUBY)
      ractor = Ractor.new { Array.new(50_000) { |number| number.to_s }.length }
      tokens = Array.new(20) { client.client_credentials.get_token.token }
      puts tokens.uniq.length, ractor.respond_to?(:value) ? ractor.value : ractor.take
    RUBY
    expect(lines).to eq(%w[20 50000])
  end
end
