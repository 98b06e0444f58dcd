# frozen_string_literal: true

require_relative "../support/litmos_server"
require_relative "../support/error_of"

RSpec.describe OmniAuth::Litmos::Teams do
  include ErrorOf

  subject(:teams) { litmos.teams }

  let(:people) do
    Array.new(6) do |number|
      { "Id" => "u#{number}", "UserName" => "user#{number}@example.com", "FirstName" => "F", "LastName" => "L" }
    end
  end
  let(:switches) { {} }
  let(:before) { nil }
  let(:server) { LitmosServer.new(users: people, **switches, &before) }
  let(:litmos) { server.client }

  after { server.stop }

  def ids(list) = list.map { |record| record["Id"] }.to_a

  it "are created, changed and deleted" do
    team = teams.create({ Name: "Night shift", Description: "late" })
    teams.update(team, Name: "Day shift")
    expect(teams.find(team)).to include("Name" => "Day shift", "Description" => "late")
    expect(teams.find_by(name: "day SHIFT")).to include("Id" => team["Id"])
    expect(Array.new(2) { teams.delete(team) }).to eq [true, false]
    expect([teams.find(team), error_of { teams.update(team, Name: "x") }.code]).to eq [nil, :no_such_team]
  end

  it "stand below others" do
    child = teams.create({ Name: "Nights" }, parent: "t1")
    grandchild = teams.create({ Name: "Late nights" }, parent: child)
    expect([ids(teams.children("t1")), ids(teams.children(child)), ids(teams.children("t2"))])
      .to eq [[child["Id"]], [grandchild["Id"]], []]
    expect([error_of { teams.create({ Name: "x" }, parent: "t9") }, error_of { teams.children("t9").to_a }].map(&:code))
      .to eq %i[no_such_team no_such_team]
  end

  it "say what is wrong with them" do
    expect(error_of { teams.create({ Description: "x" }) })
      .to have_attributes(code: :bad_request, description: "Name is required")
    expect([error_of { teams.find_by(name: " ") }, error_of { teams.delete(nil) }].map(&:code))
      .to eq %i[invalid_value invalid_id]
  end

  { leader: :leaders, admin: :admins }.each do |role, list|
    it "have #{list}, who are members first" do
      teams.add("t1", %w[u1 u2])
      teams.promote("t1", "u1", role)
      membership = teams.promote("t1", ["u1", { "Id" => "u2" }, "u3", "nobody", "u2"], role)
      expect(membership).to have_attributes(
        done: %w[u2], already: %w[u1], failed: { "u3" => :not_a_member, "nobody" => :not_a_member }, error: nil
      )
      expect(ids(teams.public_send(list, "t1"))).to eq %w[u1 u2]
      expect(membership.hints.first).to match(/u3.*add the user first/)
      expect(teams.demote("t1", %w[u1 u3], role)).to have_attributes(done: %w[u1], already: %w[u3], complete?: true)
      expect([ids(teams.public_send(list, "t1")), ids(teams.members("t1"))]).to eq [%w[u2], %w[u1 u2]]
    end
  end

  it "have leaders and admins only" do
    expect { teams.promote("t1", "u1", :owner) }.to raise_error(ArgumentError, /:leader or :admin/)
    expect([error_of { teams.promote("t9", "u1") }, error_of { teams.demote("t9", "u1") }].map(&:code))
      .to eq %i[no_such_team no_such_team]
    expect(server.events.map { |event| event[:method] }.uniq).to eq %w[GET]
  end

  describe "that Litmos does not change" do
    let(:before) do
      ->(env, app) { env["REQUEST_METHOD"] == "PUT" ? [200, { "content-length" => "0" }, []] : app.call(env) }
    end

    it "are not said to be changed" do
      teams.add("t1", "u1")
      expect(teams.promote("t1", "u1").failed).to eq("u1" => :not_updated)
    end
  end

  describe "with courses" do
    it "give them to their members, and to those who come" do
      teams.add("t1", "u1")
      report = teams.assign_courses(["t1", { "Id" => "t9" }], ["c1", { "Id" => "c2" }, "c99"])
      expect(report).to have_attributes(
        done: [%w[t1 c1], %w[t1 c2]], already: [], error: nil,
        failed: { %w[t1 c99] => :no_such_course }.merge(%w[c1 c2 c99].to_h { |id| [["t9", id], :no_such_team] })
      )
      expect(report.hints.join).to include("t9, c1: no_such_team. No team")
      teams.add("t1", "u2")
      expect([ids(teams.courses("t1")), ids(litmos.users.courses("u1")), ids(litmos.users.courses("u2"))])
        .to eq [%w[c1 c2]] * 3
      expect(teams.assign_courses("t1", %w[c1 c2])).to have_attributes(already: [%w[t1 c1], %w[t1 c2]], done: [])
    end

    it "are not taken to have what is in their library only" do
      entry = { Id: "c1", CourseTeamLibrary: true }
      litmos.post("/teams/t1/courses", json: [entry])
      teams.add("t1", "u1")
      expect([teams.courses("t1").map { |course| course["CourseTeamLibrary"] }.to_a, ids(litmos.users.courses("u1"))])
        .to eq [[true], []]
      expect(teams.assign_courses("t1", "c1").done).to eq [%w[t1 c1]]
      expect(teams.unassign_courses("t1", "c1").done).to eq [%w[t1 c1]]
      expect([ids(teams.courses("t1")), ids(litmos.users.courses("u1"))]).to eq [%w[c1], %w[c1]]
      teams.assign_courses("t1", "c1")
      expect(ids(teams.courses("t1", limit: 1))).to eq %w[c1 c1]
    end

    it "lose them" do
      teams.assign_courses("t1", %w[c1 c2])
      report = teams.unassign_courses("t1", %w[c1 c3])
      expect([report.done, report.already, ids(teams.courses("t1"))]).to eq [[%w[t1 c1]], [%w[t1 c3]], %w[c2]]
    end
  end

  describe "with learning paths" do
    it "give them to their members, with the courses" do
      teams.add("t1", "u1")
      report = teams.assign_learning_paths("t1", %w[lp1 lp9])
      expect([report.done, report.failed]).to eq [[%w[t1 lp1]], { %w[t1 lp9] => :no_such_learning_path }]
      expect([ids(teams.learning_paths("t1")), ids(litmos.users.learning_paths("u1")), ids(litmos.users.courses("u1"))])
        .to eq [%w[lp1], %w[lp1], %w[c1 c2]]
      expect(teams.unassign_learning_paths("t1", "lp1").done).to eq [%w[t1 lp1]]
      expect(ids(teams.learning_paths("t1"))).to be_empty
    end
  end
end
