# frozen_string_literal: true

require_relative "../support/litmos_server"

RSpec.describe "Learning at Litmos" do
  let(:people) do
    Array.new(12) do |number|
      { "Id" => "u#{number}", "UserName" => "user#{number}@example.com", "FirstName" => "F", "LastName" => "L" }
    end
  end
  let(:courses) do
    Array.new(12) do |number|
      { "Id" => "c#{number}", "Code" => "CODE-#{number}", "Name" => "Course #{number}",
        "Modules" => Array.new(2) { |part| { "Id" => "m#{number}-#{part}", "Name" => "Module #{part}" } } }
    end
  end
  let(:switches) { {} }
  let(:before) { nil }
  let(:server) { LitmosServer.new(users: people, courses:, **switches, &before) }
  let(:litmos) { server.client }
  let(:users) { litmos.users }

  after { server.stop }

  def calls = server.events.map { |event| "#{event[:method]} #{event[:path].delete_prefix("/v1.svc")}" }

  def error_of
    yield
  rescue OmniAuth::Litmus::Error => e
    e
  end

  # Completes a course as another system would.
  def complete(user, course, score: 80, at: Time.now)
    litmos.courses.modules(course).each { |part| litmos.results.complete(part, user:, course:, score:, at:) }
  end

  describe OmniAuth::Litmos::Courses do
    subject(:list) { litmos.courses }

    it "lists, page by page as far as somebody looks" do
      expect(list.each(limit: 5).first(5).map { |course| course["Id"] }).to eq(%w[c0 c1 c2 c3 c4])
      expect(calls.length).to eq 1
      expect([list.count, list.first["Name"]]).to eq [12, "Course 0"]
    end

    it "finds by id, by code and by name, in any case and as a whole" do
      found = [list.find("c3"), list.find_by(code: "code-3"), list.find_by(name: "COURSE 3")]
      expect(found.map { |course| course["Id"] }).to eq %w[c3 c3 c3]
      expect([list.find("c99"), list.find_by(code: "CODE"), list.find_by(name: "Course")]).to eq [nil, nil, nil]
      expect(error_of { list.find_by }).to have_attributes(code: :invalid_value)
    end

    it "tells modules, and users with how far they are" do
      users.assign_courses(%w[u1 u2], "c1")
      complete("u1", "c1")
      expect(list.modules("c1").map { |part| part["Id"] }.to_a).to eq %w[m1-0 m1-1]
      progress = list.users(list.find("c1")).to_h { |user| user.values_at("Id", "PercentageComplete") }
      expect(progress).to eq("u1" => 100.0, "u2" => 0.0)
    end

    it "says of a course that is not there that it is not" do
      expect([error_of { list.users("c99").to_a }, error_of { list.modules("c99").to_a }].map(&:code))
        .to eq %i[no_such_course no_such_course]
    end
  end

  describe "courses of users" do
    it "are given to those who do not have them" do
      users.assign_courses("u1", "c1")
      report = users.assign_courses([{ "Id" => "u1" }, "u2", "u2"], ["c1", { "Id" => "c2" }])
      expect(report).to have_attributes(done: [%w[u1 c2], %w[u2 c1], %w[u2 c2]], already: [%w[u1 c1]], failed: {},
                                        error: nil, complete?: true, hints: [])
      expect(users.courses("u2").map { |course| course["Id"] }.to_a).to eq %w[c1 c2]
      expect(users.courses("u2").first).to include("Complete" => false, "AssignedDate" => an_instance_of(Time))
    end

    it "cost one request of a user who has them" do
      users.assign_courses("u1", %w[c1 c2])
      before = calls.length
      expect(users.assign_courses("u1", %w[c1 c2]).done).to be_empty
      expect(calls.length - before).to eq 1
    end

    it "are told of by e-mail only if they shall" do
      queries = []
      @litmos = LitmosServer.new(users: people, courses:) do |env, app|
        queries << env["QUERY_STRING"] if env["REQUEST_METHOD"] == "POST"
        app.call(env)
      end
      @litmos.client.users.assign_courses("u1", "c1")
      @litmos.client.users.assign_courses("u1", "c2", notify: true)
      expect(queries.map { |query| query[/sendmessage=(\w+)/, 1] }).to eq %w[false true]
    ensure
      @litmos&.stop
    end

    it "say who did not get which, and why" do
      users.update("u3", users.find("u3").merge("Email" => "a@example.com", "Active" => false))
      report = users.assign_courses(%w[u1 nobody], %w[c1 c99])
      expect(report.done).to eq [%w[u1 c1]]
      expect(report.failed).to eq(%w[u1 c99] => :no_such_course, %w[nobody c1] => :no_such_user,
                                  %w[nobody c99] => :no_such_user)
      expect([report.complete?, report.error]).to eq [false, nil]
      expect(report.hints.first).to start_with("u1, c99: no_such_course. ")
    end

    describe "where Litmos does nothing" do
      let(:switches) { { ignore_silently: false } }

      it "are not said to be given" do
        report = users.assign_courses("u1", "c1")
        expect([report.done, report.failed]).to eq [[], { %w[u1 c1] => :not_updated }]
      end
    end

    describe "where answers are lost" do
      let(:before) do
        lambda do |env, app|
          answer = app.call(env)
          env["REQUEST_METHOD"] == "POST" ? [500, { "content-type" => "text/html" }, ["<p>Request Error"]] : answer
        end
      end

      it "are looked at before it is said that they are not given" do
        report = users.assign_courses(%w[u1 u2], "c1")
        expect([report.done, report.failed]).to eq [[%w[u1 c1], %w[u2 c1]], {}]
        expect(report.error).to have_attributes(status: 500)
      end
    end

    describe "where the key is refused on the way" do
      let(:before) do
        count = 0
        ->(env, app) { (count += 1) > 3 ? [403, { "content-type" => "text/plain" }, []] : app.call(env) }
      end

      it "are not asked for again and again" do
        report = users.assign_courses(%w[u1 u2 u3 u4], "c1")
        expect(report.done).to eq [%w[u1 c1]]
        expect(report.failed.values).to eq %i[request_failed not_tried not_tried]
        expect([report.error.status, server.events.length]).to eq [403, 3]
      end
    end

    [nil, "", [], [nil], ["u1", " "], {}].each do |wrong|
      it "take #{wrong.inspect} for nobody, and ask nothing" do
        outcomes = [-> { users.assign_courses(wrong, "c1") }, -> { users.assign_courses("u1", wrong) },
                    -> { users.unassign_courses(wrong, "c1") }].map { |call| error_of(&call) }
        expected = wrong == [] ? be_a(OmniAuth::Litmos::Assignment) : have_attributes(code: :invalid_id)
        expect(outcomes).to all(expected)
        expect(calls).to be_empty
      end
    end

    it "are given once, however often a run is broken off and begun again" do
      everyone = people.map { |user| user["Id"] }
      interrupted = Class.new(StandardError)
      3.times do |round|
        users.assign_courses(everyone, %w[c1 c2]) { |done, _| raise interrupted if done == 3 * (round + 1) }
      rescue interrupted
        nil
      end
      report = users.assign_courses(everyone, %w[c1 c2])
      expect([report.done.length, report.already.length, report.failed]).to eq [6, 18, {}]
      expect(calls.grep(/POST/)).to match_array(everyone.map { |id| "POST /users/#{id}/courses" })
    end

    describe "to many" do
      let(:people) do
        Array.new(40) { |n| { "Id" => "u#{n}", "UserName" => "user#{n}@example.com", "FirstName" => "F" } }
      end
      let(:switches) { { rate_limit: nil } }
      let(:ids) { people.map { |user| user["Id"] } }

      it "are a request for each, and a few for what they have before and afterwards" do
        users.assign_courses(ids.first(4), %w[c1 c2]) # twelve requests: three for each
        expect(calls.length).to eq 12
        report = users.assign_courses([*ids, "nobody"], %w[c1 c2 c99])
        expect(report).to have_attributes(error: nil, already: match_array(ids.first(4).product(%w[c1 c2])),
                                          done: match_array(ids.drop(4).product(%w[c1 c2])))
        expect(report.failed).to eq(ids.to_h { |id| [[id, "c99"], :no_such_course] }
                                       .merge(%w[c1 c2 c99].to_h { |id| [["nobody", id], :no_such_user] }))
        before = calls.length
        expect(users.assign_courses(ids, %w[c3 c4]).done.length).to eq 80
        expect([calls.length - before, calls.last(4).uniq.length]).to eq [40 + 8, 4]
        before = calls.length
        expect(users.assign_courses(ids, %w[c3 c4]).already.length).to eq 80
        expect(calls.length - before).to eq 4
      end
    end

    describe "where the limit leaves no time" do
      let(:switches) { { rate_limit: 4 } }

      it "say what was not tried, and when to come back" do
        report = server.client(rate_limit: 4, timeout: 1).users.assign_courses(%w[u1 u2 u3], "c1")
        expect(report.done).to eq [%w[u1 c1]]
        expect(report.failed.values).to eq %i[request_failed not_tried]
        expect(report.error).to be_a(OmniAuth::Litmus::RateLimited).and have_attributes(retry_at: an_instance_of(Time))
      end
    end

    it "tell how far the giving is" do
      told = []
      users.assign_courses(%w[u1 u2 u3], "c1") { |done, total| told << [done, total] }
      expect(told).to eq [[1, 3], [2, 3], [3, 3]]
    end

    it "are taken away, and begun anew" do
      users.assign_courses(%w[u1 u2], %w[c1 c2])
      complete("u2", "c2")
      expect(users.course_result("u2", "c2")).to include("Complete" => true)
      expect(users.reset_course("u2", "c2")).to be true
      expect(users.course_result("u2", "c2")).to include("Complete" => false)
      report = users.unassign_courses(%w[u1 u3], "c1")
      expect([report.done, report.already]).to eq [[%w[u1 c1]], [%w[u3 c1]]]
      expect(users.course_result("u1", "c1")).to be_nil
    end

    it "of nobody are an error" do
      expect(error_of { users.courses("nobody").to_a })
        .to have_attributes(class: OmniAuth::Litmos::NotFound, code: :no_such_user)
    end
  end

  describe OmniAuth::Litmos::Achievements do
    subject(:achievements) { litmos.achievements }

    before do
      users.assign_courses(%w[u1 u2], %w[c1 c2])
      [%w[u1 c1], %w[u2 c1], %w[u1 c2]].each { |user, course| complete(user, course) }
    end

    def pairs(list) = list.map { |one| one.values_at("UserId", "CourseId") }.to_a

    it "are listed, the newest first, with Times" do
      expect(pairs(achievements.each(limit: 2))).to eq [%w[u1 c2], %w[u2 c1], %w[u1 c1]]
      expect(achievements.first).to include("AchievementDate" => an_instance_of(Time), "Score" => 80)
    end

    it "of one user, or since a day" do
      expect(pairs(achievements.each(user: { "Id" => "u1" }))).to eq [%w[u1 c2], %w[u1 c1]]
      expect(pairs(achievements.each(since: Date.today - 1)).length).to eq 3
      expect(pairs(achievements.each(since: Time.now + (2 * 86_400)))).to be_empty
    end
  end

  describe OmniAuth::Litmos::Results do
    it "since a day are all there, though a user's Id comes again" do
      users.assign_courses(%w[u1 u2], courses.map { |course| course["Id"] })
      complete("u1", "c1")
      rows = litmos.results.since("2020-01-01", limit: 5).map { |row| row.values_at("Id", "CourseId") }.to_a
      expect(rows).to match_array(%w[u1 u2].product(courses.map { |course| course["Id"] }))
      completed = litmos.results.since(Date.today - 1).select { |row| row["Completed"] }.to_a
      expect(completed).to contain_exactly(include("Id" => "u1", "CourseId" => "c1", "Score" => 80))
    end

    describe "with pages larger than asked for" do
      let(:switches) { { page_overrun: 3 } }

      it "come once each" do
        users.assign_courses("u1", courses.map { |course| course["Id"] })
        rows = litmos.results.since("2020-01-01", limit: 5).map { |row| row["CourseId"] }.to_a
        expect(rows).to match_array(courses.map { |course| course["Id"] })
      end
    end

    it "are told to Litmos as it reads them" do
      users.assign_courses("u1", "c1")
      expect(litmos.results.complete("m1-0", user: "u1", course: "c1", score: 70, attempts: 2)).to be true
      expect(users.course_result("u1", "c1")["PercentageComplete"]).to eq 50.0
      iso = { CourseId: "c1", UserId: "u1", Completed: true, UpdatedAt: "2026-01-01T00:00:00Z" }
      expect(error_of { litmos.put("/results/modules/m1-1", json: iso) }).to have_attributes(status: 500)
      expect(error_of { litmos.results.complete("m1-1", user: "u1", course: "c1", at: "2026-01-01") })
        .to have_attributes(code: :invalid_date)
      expect { litmos.results.complete("m1-1", user: "u1", course: "c1", grade: 1) }
        .to raise_error(ArgumentError, /grade/)
    end

    days = { Date.new(2026, 1, 31) => "2026-01-31", DateTime.new(2026, 1, 31, 23) => "2026-01-31",
             DateTime.new(2026, 2, 1, 3, 0, 0, "+13:00") => "2026-01-31",
             Time.new(2026, 2, 1, 3, 0, 0, "+13:00") => "2026-01-31", "2026-01-31" => "2026-01-31" }
    days.each do |day, text|
      describe "since #{day.inspect}" do
        let(:queries) { [] }
        let(:before) { ->(env, app) { queries.push(env["QUERY_STRING"]) && app.call(env) } }

        it "are those since #{text}" do
          expect(litmos.results.since(day).to_a).to eq []
          expect(queries).to contain_exactly(/\bsince=#{text}(&|\z)/)
        end
      end
    end

    wrong = [nil, "", "yesterday", "2026-02-30", "2026-1-1", "2026-01-31T10:00:00", 20_260_131, [], "2026-01-31\n"]
    wrong.each do |day|
      it "since #{day.inspect} are asked of nobody" do
        expect(error_of { litmos.results.since(day) })
          .to have_attributes(class: OmniAuth::Litmus::ConfigurationError, code: :invalid_date)
        expect(calls).to be_empty
      end
    end
  end
end
