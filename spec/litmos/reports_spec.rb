# frozen_string_literal: true

require_relative "../support/litmos_server"
require_relative "../support/error_of"

RSpec.describe "Reports of Litmos" do
  include ErrorOf

  day = 86_400
  let(:people) do
    Array.new(30) do |number|
      { "Id" => "u#{number}", "UserName" => "user#{number}@example.com", "FirstName" => "F", "LastName" => "L" }
    end
  end
  let(:courses) do
    Array.new(3) { |number| { "Id" => "c#{number}", "Name" => "C#{number}", "Modules" => [{ "Id" => "m#{number}" }] } }
  end
  let(:switches) { {} }
  let(:queries) { [] }
  let(:before) { ->(env, app) { queries.push(Rack::Utils.parse_query(env["QUERY_STRING"])) && app.call(env) } }
  # The sandbox's.
  let(:clock) { Struct.new(:now).new(start) }
  let(:server) do
    LitmosServer.new(users: people, courses:, clock: lambda {
                                                       clock.now
                                                     }, rate_limit: nil, **switches, &before)
  end
  let(:litmos) { server.client }
  let(:start) { Time.utc(2026, 1, 1) }
  let(:catalogue) { server.sandbox.catalogue }

  after { server.stop }

  def complete(user, course, at)
    clock.now = at
    catalogue.assign(user, [course])
    catalogue.complete(course.sub("c", "m"),
                       { "UserId" => user, "CourseId" => course, "Completed" => true, "Score" => 9 })
  end

  # Everyone completes each course, one after another in three weeks.
  def complete_all
    pairs = people.map { |user| user["Id"] }.product(%w[c0 c1 c2])
    pairs.each_with_index { |(user, course), index| complete(user, course, start + (index * 6 * 3600)) }
  end

  def pairs(rows) = rows.map { |row| row.values_at("Id", "CourseId") }

  let(:everything) { people.map { |user| user["Id"] }.product(%w[c0 c1 c2]) }
  let(:until_then) { start + (30 * day) }

  it "read windows of seven days, and each page when it is needed" do
    complete_all
    report = litmos.org.results(since: start, to: until_then, limit: 25)
    expect(queries).to be_empty
    expect(pairs(report.first(3)).length).to eq 3
    expect(queries.length).to eq 1
    expect(pairs(report)).to match_array(everything)
    windows = queries.drop(1).map do |query|
      query.values_at("since", "to").map do |time|
        Time.parse("#{time} UTC")
      end
    end.uniq
    expect(windows.first.first).to eq start
    expect(windows.last.last).to eq until_then
    expect(windows.each_cons(2).map { |one, two| one.last == two.first }).to all(be true)
    expect(windows.map { |from, to| to - from }).to all(be <= 7 * day)
  end

  it "have no row twice that is at the border of two windows" do
    complete("u1", "c1", start + (7 * day))
    complete("u2", "c1", start + (7 * day) - 1)
    expect(pairs(litmos.org.results(since: start, to: until_then))).to match_array([%w[u1 c1], %w[u2 c1]])
  end

  it "tell who has completed a course since then, and nothing else" do
    complete("u0", "c0", start - day)
    complete("u1", "c0", start + day)
    complete("u2", "c1", start + day)
    catalogue.assign("u3", ["c0"])
    expect(pairs(litmos.completions(since: start, course: "c0", to: until_then))).to eq [%w[u1 c0]]
    expect(pairs(litmos.completions(since: "2026-01-01", to: until_then))).to match_array([%w[u1 c0], %w[u2 c1]])
  end

  it "are there until tomorrow, if there is no end" do
    litmos.org.logins(since: Time.now - day).to_a
    expect(Time.parse("#{queries.last["to"]} UTC")).to be_between(Time.now + (day / 2), Time.now + (2 * day))
  end

  it "exist for all that an organisation has" do
    complete("u1", "c1", start + 1)
    ids = { users: 30, user_courses: 1, logins: 0, results: 1, module_results: 1, learning_path_results: 0,
            achievements: 1, courses: 3, teams: 2 }
    counts = ids.to_h { |name, _| [name, litmos.org.public_send(name, since: start, to: start + day).count] }
    expect(counts).to eq ids
  end

  describe "that are continued" do
    [{ page_overrun: 0 }, { page_overrun: 7 }].each do |switches|
      describe "with #{switches}" do
        let(:switches) { switches }

        it "lose no row and have none twice, wherever they are broken off" do
          complete_all
          cursors = litmos.completions(since: start, to: until_then, limit: 12).each_page.map do |_, cursor|
            cursor.to_s
          end
          cursors.each_with_index do |_, index|
            read = []
            cursor = nil
            litmos.completions(since: start, to: until_then, limit: 12).each_page.with_index do |(rows, place), page|
              read.concat(rows)
              cursor = place.to_s
              break if page == index
            end
            read.concat(litmos.completions(since: start, to: until_then, limit: 12, cursor:).to_a)
            expect(pairs(read)).to match_array(everything)
          end
          expect(litmos.completions(since: start, cursor: cursors.last, limit: 12).to_a).to be_empty
        end
      end
    end

    describe "after an answer that is HTML" do
      let(:before) do
        lambda do |env, app|
          queries << env["QUERY_STRING"]
          queries.length == 4 ? [500, { "content-type" => "text/html" }, ["<p>Request Error"]] : app.call(env)
        end
      end

      it "have what is left" do
        complete_all
        read = []
        cursor = nil
        error = error_of do
          litmos.completions(since: start, to: until_then, limit: 12).each_page do |rows, place|
            read.concat(rows)
            cursor = place
          end
        end
        expect([error.status, read.length]).to eq [500, 24]
        rest = litmos.completions(since: start, to: until_then, limit: 12, cursor:)
        expect(pairs(read + rest.to_a)).to match_array(everything)
      end
    end

    it "lose no row when others leave the window in the meantime" do
      complete_all
      pages = litmos.org.results(since: start, to: start + (5 * day), limit: 12).each_page
      first, = pages.next
      first.first(3).each { |row| catalogue.unassign(row["Id"], row["CourseId"]) }
      rows = first
      loop { rows += pages.next.first }
      expect(pairs(rows)).to match_array(everything.first(21))
    end

    it "are the lists without windows, too" do
      complete_all
      list = ->(cursor = nil) { litmos.achievements.report(since: "2026-01-01", limit: 40, cursor:) }
      rows, cursor = list.call.each_page.first
      complete("u1", "c9", start) # is not one
      rest = list.call(cursor).to_a
      expect((rows + rest).map { |row| row.values_at("UserId", "CourseId") }).to match_array(everything)
      rows, cursor = litmos.results.report(since: "2026-01-01", limit: 40).each_page.first
      rest = litmos.results.report(since: "2026-01-01", limit: 40, cursor: cursor.to_s).to_a
      expect(pairs(rows + rest)).to match_array(everything)
    end

    it "say of a cursor that is none, or of another report, that it is" do
      complete("u1", "c1", start)
      cursor = litmos.completions(since: start, to: until_then, course: "c1").each_page.first.last
      others = [-> { litmos.completions(since: start, cursor:) }, -> { litmos.org.results(since: start, cursor:) },
                -> { litmos.completions(since: start, course: "c2", cursor: cursor.to_s) }]
      malformed = ["", "1", "~~~~", "#{cursor}x", "#{cursor}\n", 7, [], cursor.to_s.sub("2026-01", "2026-99")]
      wrong = malformed.map { |text| -> { litmos.completions(since: start, course: "c1", cursor: text) } }
      expect((others + wrong).map { |call| error_of(&call) })
        .to all(have_attributes(class: OmniAuth::Litmus::ConfigurationError, code: :invalid_cursor))
    end
  end

  it "have every row, also where rows are equal" do
    rows = Array.new(250) { |number| { "Id" => "u#{number / 30}", "Login" => "2026-01-01T00:00:00Z" } }
    api = lambda do |env, _|
      start = env["QUERY_STRING"][/\bstart=(\d+)/, 1].to_i
      [200, { "content-type" => "application/json" }, [JSON.generate(rows[start, 40] || [])]]
    end
    equal = LitmosServer.new(&api)
    read = ->(cursor = nil) { equal.client.org.logins(since: "2026-01-01", to: "2026-01-02", limit: 40, cursor:) }
    first, cursor = read[].each_page.first(3).transpose.then { |pages, cursors| [pages.flatten, cursors.last.to_s] }
    expect([read[].to_a.length, first.length + read[cursor].to_a.length]).to eq [250, 250]
  ensure
    equal&.stop
  end

  it "end where a server sends the same page again and again" do
    rows = Array.new(10) { |number| { "Id" => "u#{number}" } }
    stuck = LitmosServer.new { |_, _| [200, { "content-type" => "application/json" }, [JSON.generate(rows)]] }
    expect(error_of { stuck.client.org.results(since: start, limit: 10).to_a })
      .to have_attributes(class: OmniAuth::Litmus::ProtocolError, code: :unexpected_answer)
  ensure
    stuck&.stop
  end

  dates = { "2026-01-05" => "2026-01-05 00:00:00", Date.new(2026, 1, 5) => "2026-01-05 00:00:00",
            DateTime.new(2026, 1, 5, 1, 2, 3) => "2026-01-05 01:02:03",
            Time.utc(2026, 1, 5, 1, 2, 3.9) => "2026-01-05 01:02:03",
            Time.new(2026, 1, 5, 1, 0, 0, "+13:00") => "2026-01-04 12:00:00",
            "2026-01-05T01:00:00+13:00" => "2026-01-04 12:00:00", "2026-01-05 01:00:00Z" => "2026-01-05 01:00:00" }
  dates.each do |since, text|
    it "since #{since.inspect} are those since #{text}" do
      litmos.org.users(since:, to: "2026-01-06").to_a
      expect(queries.map { |query| query.values_at("since", "to") }).to eq [[text, "2026-01-06 00:00:00"]]
    end
  end

  wrong = [nil, "", "yesterday", "2026-02-30", "2026-01-31T10:00:00", "2026-02-30T10:00:00Z", "2026-01-01T25:00:00Z",
           20_260_131, [], "2026-01-31\n", "2027-01-01"]
  wrong.each do |since|
    it "since #{since.inspect} are asked of nobody" do
      calls = %i[users completions].map { |name| -> { litmos.org.public_send(name, since:, to: "2026-12-31").to_a } }
      expect(calls.map { |call| error_of(&call) })
        .to all(have_attributes(class: OmniAuth::Litmus::ConfigurationError, code: :invalid_date))
      expect(queries).to be_empty
    end
  end

  it "of a course without an id are asked of nobody" do
    ["", " ", {}, { "Id" => "" }].each do |course|
      expect(error_of { litmos.completions(since: start, course:) }).to have_attributes(code: :invalid_id)
    end
    expect(queries).to be_empty
  end
end
