# frozen_string_literal: true

require "omniauth/litmos/limiters/redis"
require_relative "../support/child_process"
require_relative "../support/litmos_server"
require_relative "../support/redis_server"

# A thousand users, by two processes that share a key, a hundred requests a minute (of one second here). One of them is
# killed on the way and begun again.
RSpec.describe "Provisioning that is killed and resumed" do
  include ChildProcess

  it "loses nobody, creates nobody twice, and keeps to the limit" do
    server = LitmosServer.new(users: [], rate_limit: 100, rate_window: 1)
    env = { "KEY" => LitmosServer::KEY, "URL" => server.base_url, "REDIS" => RedisServer.shared.path }
    worker = <<~RUBY
      require "redis"
      limiter = OmniAuth::Litmos::Limiters::Redis.new(Redis.new(path: ENV["REDIS"]))
      litmos = OmniAuth::Litmos::Client.new(api_key: ENV["KEY"], source: "specs", base_url: ENV["URL"], limiter:,
                                            rate_limit: 100, rate_window: 1)
      mine = (0...1000).select { |number| number % 2 == PART }
      outcomes = mine.map do |number|
        litmos.users.find_or_create({ UserName: "user\#{number}@example.com", FirstName: "F", LastName: "L" }).last
      end
      puts outcomes.tally.sort.to_h
    RUBY
    run = lambda do |part, &block|
      Thread.new { ruby(worker.sub("PART", part.to_s), env:, library: "omniauth/litmos/limiters/redis", &block) }
    end
    created = -> { server.sandbox.directory.users.length }

    steady = run.call(0)
    _, killed = run.call(1) do |pid|
      sleep(0.02) until created.call >= 250
      Process.kill(:KILL, pid)
    end.value
    expect(killed).to be_signaled
    resumed, = run.call(1).value
    expect([steady.value.first, resumed]).to match([/created/, /created.*found/])

    names = server.sandbox.directory.users.values.map { |user| user["UserName"] }
    expect(names.sort).to eq((0...1000).map { |number| "user#{number}@example.com" }.sort)
    statuses = server.events.map { |event| event[:status] }.tally
    expect(statuses.keys - [200, 201, 503]).to be_empty
    expect(statuses[201]).to eq(1000)
    # What a slow machine brings closer together on its way is refused, and sent again.
    expect(statuses.fetch(503, 0)).to be < 50
    RSpec.configuration.reporter.message("      requests by status: #{statuses}; #{resumed.chomp} after the kill")
  ensure
    server.stop
    Redis.new(path: RedisServer.shared.path).tap(&:flushall).close
  end
end
