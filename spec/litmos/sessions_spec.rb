# frozen_string_literal: true

require_relative "../support/litmos_server"
require_relative "../support/error_of"

RSpec.describe OmniAuth::Litmos::Sessions do
  include ErrorOf

  subject(:sessions) { litmos.courses.sessions("c3", litmos.courses.ilt_modules("c3").first) }

  let(:before) { nil }
  let(:server) { LitmosServer.new(&before) }
  let(:litmos) { server.client }
  let(:session) { sessions.create({ Name: "Monday", Slots: 1, Days: [{ StartDate: "2027-01-11" }] }) }

  after { server.stop }

  def ids(records) = records.map { |record| record["Id"] }.to_a

  it "are created, changed and deleted" do
    expect(session).to include("Id" => an_instance_of(String), "Name" => "Monday")
    sessions.update(session, Name: "Tuesday")
    expect(sessions.find(session)).to include("Name" => "Tuesday", "Slots" => 1, "Days" => [include("StartDate")])
    expect([ids(sessions), ids(litmos.each("/sessions/future"))]).to eq [[session["Id"]]] * 2
    expect(Array.new(2) { sessions.delete(session) }).to eq [true, false]
    expect([sessions.to_a, code_of { sessions.update(session, Name: "x") }]).to eq [[], :no_such_session]
  end

  it "tell who is registered, and who could not be, and why" do
    litmos.users.assign_courses(%w[u1001 u1002], "c3")
    sessions.register(session, "u1001")
    report = sessions.register(session, ["u1001", { "Id" => "u1002" }, "nobody"])
    expect(report).to have_attributes(done: [], already: %w[u1001], error: have_attributes(status: 404),
                                      failed: { "u1002" => :not_updated, "nobody" => :no_such_user })
    expect(report.hints).to match [/u1002: not_updated.*full/, /nobody: no_such_user/]
    expect(sessions.registrations.map { |row| row.values_at("Id", "SessionId") }.to_a).to eq [["u1001", session["Id"]]]
  end

  it "tell who was there and who has completed them" do
    litmos.users.assign_courses("u1001", "c3")
    sessions.register(session, "u1001")
    day = session["Days"].first
    expect(sessions.mark_attended(day, "u1001")).to be true
    expect(sessions.attendance(session).first).to include("Id" => "u1001", "Days" => [include("Attended" => true)])
    sessions.mark_attended(day, "u1001", attended: false)
    expect(sessions.attendance(session).first["Days"]).to match [include("Attended" => false)]
    expect(sessions.complete(session, { { "Id" => "u1001" } => 90 })).to be true
    expect(sessions.roll_call(session).first).to include("Score" => 90, "Completed" => true)
    expect([code_of { sessions.mark_attended(day, "u1002") }, code_of { sessions.roll_call("s9").to_a },
            code_of { sessions.register("s9", "u1001") }]).to eq %i[not_found no_such_session no_such_session]
  end

  it "are of a module that has them" do
    expect([code_of { litmos.courses.sessions("c1", "m1").first }, code_of { litmos.courses.sessions("c1", "") },
            code_of { litmos.courses.ilt_modules("c9").to_a }]).to eq %i[not_found invalid_id no_such_course]
    expect(litmos.courses.ilt_modules("c1").to_a).to be_empty
  end

  describe "where the key is refused on the way" do
    let(:before) { ->(env, app) { env["PATH_INFO"].end_with?("/register") ? [403, {}, []] : app.call(env) } }

    it "are not asked for again and again, and an answer that is lost is looked at" do
      report = sessions.register(session, %w[u1001 u1002])
      expect(report.failed).to eq("u1001" => :request_failed, "u1002" => :not_tried)
      expect(server.events.count { |event| event[:method] == "POST" }).to eq 1
    end
  end
end
