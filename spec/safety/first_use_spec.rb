# frozen_string_literal: true

require_relative "../support/child_process"

RSpec.describe "The first use in a process", gc_stress: true do
  include ChildProcess

  # Whatever is made on first use is made under some lock; a thread that waits for it must not hold the GVL.
  it "may be on many threads at once" do
    outputs = Array.new(10) do
      ruby(<<~RUBY).first
        go = Thread::Queue.new
        clients = Array.new(20) { OmniAuth::Litmus::Client.new("id", "secret", site: "http://127.0.0.1:1") }
        threads = clients.map do |client|
          Thread.new { go.pop; client.get_token(grant_type: "client_credentials") rescue $!.code }
        end
        20.times { go << true }
        print threads.map(&:value).tally.flatten.join(" ")
      RUBY
    end
    expect(outputs).to all(eq("connection_refused 20"))
  end
end
