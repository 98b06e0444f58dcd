# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "../support/litmos_server"

# Wrong ids, many of them, and processes that are killed, for every method that changes many records.
RSpec.describe "Changes at Litmos" do
  include ChildProcess

  people = lambda do |count|
    Array.new(count) do |number|
      { "Id" => "u#{number}", "UserName" => "user#{number}", "FirstName" => "F", "LastName" => "L" }
    end
  end

  let(:count) { 3 }
  let(:rate_limit) { nil }
  let(:server) { LitmosServer.new(users: people[count], rate_limit:) }
  let(:litmos) { server.client }

  after { server.stop }

  def error_of
    yield
  rescue OmniAuth::Litmus::Error, ArgumentError, TypeError => e
    e
  end

  changes = {
    "teams.add" => ->(litmos, ids) { litmos.teams.add("t1", ids) },
    "teams.remove" => ->(litmos, ids) { litmos.teams.remove("t1", ids) },
    "teams.promote" => ->(litmos, ids) { litmos.teams.promote("t1", ids) },
    "teams.demote" => ->(litmos, ids) { litmos.teams.demote("t1", ids, :admin) },
    "teams.assign_courses" => ->(litmos, ids) { litmos.teams.assign_courses("t1", ids) },
    "teams.unassign_learning_paths" => ->(litmos, ids) { litmos.teams.unassign_learning_paths("t1", ids) },
    "users.assign_learning_paths" => ->(litmos, ids) { litmos.users.assign_learning_paths(ids, "lp1") },
    "users.unassign_courses" => ->(litmos, ids) { litmos.users.unassign_courses("u1", ids) },
    "sessions.register" => ->(litmos, ids) { litmos.courses.sessions("c3", "m4").register("s1", ids) }
  }
  changes.each do |name, change|
    it "ask nothing where ids are wrong: #{name}" do
      wrong = [nil, "", " ", {}, [nil], ["u1", {}], { "Id" => "" }, [[]], 1.5, [true], Object.new]
      expect(wrong.map { |ids| error_of { change[litmos, ids] } }).to all(have_attributes(code: :invalid_id))
      expect(server.events).to be_empty
    end
  end

  single = {
    "users.delete" => ->(litmos, id) { litmos.users.delete(id) },
    "users.deactivate" => ->(litmos, id) { litmos.users.deactivate(id) },
    "users.login_url" => ->(litmos, id) { litmos.users.login_url(id) },
    "users.leave_teams" => ->(litmos, id) { litmos.users.leave_teams(id) },
    "users.set_custom_fields" => ->(litmos, id) { litmos.users.set_custom_fields(id, { "Badge" => "1" }) },
    "teams.delete" => ->(litmos, id) { litmos.teams.delete(id) },
    "teams.create" => ->(litmos, id) { litmos.teams.create({ Name: "x" }, parent: id || "") },
    "sessions.mark_attended" => ->(litmos, id) { litmos.courses.sessions("c3", "m4").mark_attended("d1", id) }
  }
  single.each do |name, call|
    it "go nowhere with an id that leads elsewhere: #{name}" do
      expect([nil, "", "..", ".", {}].map { |id| error_of { call[litmos, id] }.code }.uniq).to eq [:invalid_id]
      error_of { call[litmos, "../teams/t1?x=#"] }
      expect(server.events.map { |event| event[:path] }).to all(include("..%2Fteams%2Ft1%3Fx%3D%23"))
    end
  end

  records = {
    "users.create" => ->(litmos, fields) { litmos.users.create(fields) },
    "users.find_or_create" => ->(litmos, fields) { litmos.users.find_or_create(fields) },
    "users.update" => ->(litmos, fields) { litmos.users.update("u1", fields) },
    "users.set_custom_fields" => ->(litmos, fields) { litmos.users.set_custom_fields("u1", fields) },
    "teams.create" => ->(litmos, fields) { litmos.teams.create(fields) },
    "teams.update" => ->(litmos, fields) { litmos.teams.update("t1", fields) },
    "sessions.create" => ->(litmos, fields) { litmos.courses.sessions("c3", "m4").create(fields) },
    "sessions.complete" => ->(litmos, scores) { litmos.courses.sessions("c3", "m4").complete("s1", scores) },
    "bulk_import" => ->(litmos, users) { litmos.bulk_import(users) },
    "batch" => ->(litmos, request) { litmos.batch([request]) }
  }
  records.each do |name, change|
    it "ask nothing where fields are none: #{name}" do
      wrong = [nil, "LastName", 7, [%w[LastName King]], [nil], true]
      expect(wrong.map { |fields| error_of { change[litmos, fields] } }).to all(have_attributes(code: :invalid_value))
      expect(server.events).to be_empty
    end
  end

  it "find nothing, and nobody else, by a name that is none" do
    calls = ["", " ", "\xff", "\xff ".b].product(
      [->(name) { litmos.courses.find_by(code: name) }, ->(name) { litmos.courses.find_by(name:) },
       ->(name) { litmos.teams.find_by(name:) }, ->(name) { litmos.learning_paths.find_by(name:) },
       ->(name) { litmos.users.find_or_create({ UserName: name, FirstName: "F", LastName: "L" }) }]
    )
    calls << [{ FirstName: "F" }, litmos.users.method(:find_or_create)] << [nil, litmos.method(:get)]
    codes = calls.map { |name, call| error_of { call.call(name) } }
    expect(codes.map { |error| error.respond_to?(:code) ? error.code : error }.uniq).to eq [:invalid_value]
    expect(error_of { litmos.users.find("\xff") }.code).to eq :invalid_id
    expect(server.events).to be_empty
  end

  describe "of ten thousand" do
    let(:count) { 10_000 }

    it "take few requests, and each once" do
      ids = Array.new(count) { |number| "u#{number}" }
      report = litmos.teams.add("t1", ids + ids.first(5000) + ["nobody"])
      expect([report.done.length, report.failed]).to eq [count, { "nobody" => :no_such_user }]
      expect(server.events.length).to be < 70
      courses = litmos.users.assign_courses("u1", ["c1", *ids])
      expect([courses.done, courses.failed.length]).to eq [[%w[u1 c1]], count]
    end
  end

  describe "by a process that is killed" do
    let(:count) { 60 }

    it "are done once when they are begun again" do
      script = <<~RUBY
        litmos = OmniAuth::Litmos::Client.new(api_key: ENV["KEY"], source: "specs", base_url: ENV["URL"],
                                              rate_limit: 10_000)
        ids = (0...60).map { |number| "u\#{number}" }
        reports = [litmos.teams.add("t1", ids), litmos.teams.promote("t1", ids),
                   litmos.users.assign_learning_paths(ids, "lp1")]
        p reports.map(&:complete?)
      RUBY
      env = { "KEY" => LitmosServer::KEY, "URL" => server.base_url }
      run = ->(&block) { ruby(script, env:, library: "omniauth/litmos", &block) }
      killed = [30, 120].map do |events|
        run.call do |pid|
          sleep(0.005) until server.events.length >= events
          Process.kill(:KILL, pid)
        end.last
      end
      expect(killed).to all(be_signaled)
      expect(run.call.first).to eq "[true, true, true]\n"
      changes = server.events.reject { |event| event[:method] == "GET" }.map { |event| event[:path].split("/").drop(2) }
      expect(changes.tally.values.uniq).to eq [1]
      expect(changes.length).to eq 1 + 60 + 60
    end
  end

  describe "beyond the limit" do
    let(:rate_limit) { 12 }

    it "say when to come back, and can then go on" do
      client = server.client(rate_limit: 12, timeout: 1)
      client.teams.add("t1", %w[u0 u1 u2])
      promoted = error_of { client.teams.promote("t1", %w[u0 u1 u2]) }
      expect(promoted).to be_a(OmniAuth::Litmus::RateLimited).and have_attributes(retry_at: an_instance_of(Time))
      expect(server.sandbox.directory.groups.listed("leaders", "t1").length).to eq 1
    end
  end
end
