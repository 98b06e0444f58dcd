# frozen_string_literal: true

require "omniauth/litmos/report/command_line"
require "pty"
require "tmpdir"
require_relative "../support/doctor_command"
require_relative "../support/litmos_server"

# `omniauth-litmus litmos report`, in a process of its own.
RSpec.describe "omniauth-litmus litmos report" do
  include DoctorCommand

  let(:start) { Time.utc(2026, 1, 1) }
  let(:clock) { Struct.new(:now).new(start) }
  let(:people) { Array.new(40) { |n| { "Id" => "u#{n}", "UserName" => "user#{n}@example.com" } } }
  let(:courses) do
    Array.new(5) do |n|
      { "Id" => "c#{n}", "Name" => "=C#{n}, \"new\"", "Modules" => [{ "Id" => "m" }] }
    end
  end
  let(:before) { nil }
  let(:server) do
    LitmosServer.new(users: people, courses:, clock: -> { clock.now }, rate_limit: nil, &before)
  end
  let(:env) { { "LITMOS_API_KEY" => LitmosServer::KEY, "LITMOS_BASE_URL" => server.base_url } }
  let(:directory) { Dir.mktmpdir }
  let(:file) { File.join(directory, "report.csv") }
  let(:pairs) { people.map { |user| user["Id"] }.product(courses.map { |course| course["Id"] }) }

  after do
    server.stop
    FileUtils.remove_entry(directory)
  end

  # All have completed all courses, one after another in about four months.
  def fill
    pairs.each_with_index do |(user, course), index|
      clock.now = start + (index * 13 * 3600)
      server.sandbox.catalogue.assign(user, [course])
      server.sandbox.catalogue.complete("m", { "UserId" => user, "CourseId" => course, "Completed" => true })
    end
  end

  def process
    [{ **DoctorCommand::CLEAN, **env }, RbConfig.ruby, DoctorCommand::EXECUTABLE, "litmos", "report"]
  end

  def report(*arguments)
    omniauth_litmus("litmos", "report", *arguments, env:)
  end

  # The same without a process.
  def command(*arguments, **settings)
    streams = [StringIO.new, StringIO.new]
    settings = { api_key: LitmosServer::KEY, base_url: server.base_url, **settings }
    status = OmniAuth::Litmos::Report::CommandLine.new(arguments, settings:, output: streams[0],
                                                                  complaints: streams[1]).run
    [*streams.map(&:string), status]
  end

  it "writes CSV, with texts that no spreadsheet calculates" do
    fill
    output, complaints, status = report("completions", "--since", "2026-01-01", "--course", "c1")
    heading, *rows = output.split("\r\n")
    expect([status, complaints]).to eq [0, "40 rows\n"]
    expect(heading).to start_with('"Id","UserName","FirstName","LastName","CourseId","CourseName","DateCompleted",' \
                                  '"Score","Completed"')
    expect(rows.length).to eq 40
    expect(rows.first).to start_with(%("u0","user0@example.com","","","c1","'=C1, ""new""","2026-01-01T13:00:00Z",,))
  end

  it "says which variable is missing, and that an empty course is a wrong command line" do
    since = %w[completions --since 2026-01-01]
    expect(command(*since, api_key: "")).to match ["", /LITMOS_API_KEY/, 1]
    expect(command(*since, base_url: nil, region: "mars")).to match ["", /LITMOS_REGION/, 1]
    expect(command(*since, "--course", "")).to match ["", /An id is missing/, 2]
  end

  it "writes JSON lines, with all that Litmos says" do
    fill
    output, _, status = command("results", "--since", "2026-01-01", "--to", "2026-01-03", "--limit", "3",
                                "--format", "jsonl")
    rows = output.lines.map { |line| JSON.parse(line) }
    expect([status, rows.map { |row| row["CourseId"] }]).to eq [0, %w[c0 c1 c2 c3]]
    expect(rows.first).to include("Id" => "u0", "CourseName" => "=C0, \"new\"",
                                  "DateCompleted" => "2026-01-01T00:00:00Z")
  end

  describe "killed" do
    let(:pids) { Queue.new }
    let(:windows) { [] }
    let(:before) do
      lambda do |env, app|
        windows << env["QUERY_STRING"]
        response = app.call(env)
        Process.kill(:KILL, pids.pop) if windows.length == 7
        response
      end
    end

    it "goes on where it was, loses no row and has none twice" do
      fill
      command = ["completions", "--since", "2026-01-01", "--out", file]
      pid = spawn(*process, *command, %i[out err] => File::NULL)
      pids << pid
      expect(Process.wait2(pid).last.termsig).to eq 9
      # Killed amid a page, too.
      File.write(file, "\"half a ro", mode: "a")
      expect(report(*command, "--format", "jsonl")).to match ["", /is of another report/, 1]
      output, complaints, status = report(*command)
      expect([output, status, complaints.lines.length]).to eq ["", 0, 2]
      _, *rows = File.read(file).split("\r\n")
      expect(rows.map { |row| row.scan(/"(u\d+)"|"(c\d)"/).flatten.compact }).to match_array(pairs)
      expect(windows.uniq.length).to eq(windows.length - 1)
      expect(Dir.children(directory)).to eq ["report.csv"]
      expect(report(*command)).to match ["", /is there already/, 1]
    end
  end

  it "shows on a terminal how far it is" do
    fill
    drawn = +""
    PTY.spawn(*process, "results", "--since", "2026-01-01", "--to", "2026-05-01", "--out", file) do |terminal, _, _|
      terminal.each_line { |line| drawn << line }
    rescue Errno::EIO
      nil # The end of it, on Linux.
    end
    parts = drawn.scan(/\[([#-]{24})\] +(\d+) %  (\d+) rows/)
    expect(parts.map { |_, percent, _| percent.to_i }).to eq(parts.map { |_, percent, _| percent.to_i }.sort)
    expect(parts.last).to eq ["#" * 24, "100", "200"]
    expect(parts.length).to be > 10
  end

  it "does not call written what a full disk has lost", if: File.exist?("/dev/full") do
    full = %w[csv jsonl].map { |format| "users --since 2026-01-01 --format #{format} >/dev/full" }
    runs = [*full, "users --since 2026-01-01 --out /dev/full"].map do |words|
      Open3.capture2e(process.first, "#{process.drop(1).join(" ")} #{words}")
    end
    expect(runs.map { |_, status| status.exitstatus }).to eq [1, 1, 1]
    expect(runs.map(&:first).join).to include("No space left").and(satisfy { |text| !text.match?(/\.rb:\d/) })
  ensure
    FileUtils.rm_f("/dev/full.cursor")
  end

  it "begins anew in other words, where the first ones were wrong" do
    expect(command("users", "--since", "2026-13-01", "--out", file).last).to eq 2
    expect(command("users", "--since", "2026-01-01", "--out", file).last).to eq 0
    expect(File.read(file).lines.length).to eq(people.length + 1)
  end

  describe "with names that would change the terminal" do
    let(:people) do
      [{ "Id" => "u", "UserName" => "u@example.com", "FirstName" => "\e]0;x\a\u009B2J\r", "LastName" => "é" }]
    end

    it "shows what they are there, and writes them as they are elsewhere" do
      terminal = StringIO.new.tap { |io| io.define_singleton_method(:tty?) { true } }
      outputs = [terminal, StringIO.new].map do |output|
        OmniAuth::Litmos::Report::CommandLine.new(%w[users --since 2026-01-01],
                                                  settings: { api_key: LitmosServer::KEY, base_url: server.base_url },
                                                  output:, complaints: StringIO.new).run
        output.string
      end
      expect(outputs).to match [include('"\e]0;x\a\u009B2J\r","é"'), include("\e]0;x\a\u009B2J\r")]
      expect(outputs.first).not_to match(/[\e\a\u009B]/)
      expect(OmniAuth::Litmus::TerminalText.of("\xFF\e\tx\r\n")).to eq "\uFFFD\\e\tx\r\n"
    end
  end

  it "says what is wrong, with neither backtrace nor key" do
    secret = LitmosServer::KEY
    usage = [[], ["completions"], ["nothing", "--since", "2026-01-01"], ["completions", "x", "--since", "2026-01-01"],
             ["completions", "--since", "2026-01-01", "--format", "xml"], ["users", "--limit", "many"],
             ["completions", "--api-key", secret],
             ["users", "--since", "2026-01-01", "--course", "c1"], ["completions", "--api-kex=#{secret}"]]
    outcomes = usage.map { |arguments| command(*arguments) }
    expect(outcomes.map(&:last)).to eq [0, 2, 2, 2, 2, 2, 2, 2, 2]
    january = ["completions", "--since", "2026-01-01"]
    failures = [command("completions", "--since", "2026-02-30"), command(*january, api_key: ""),
                command(*january, "--out", "/nowhere/at/all"), command(*january, api_key: "wrong"),
                report("logins", "--since", "2026-01-01T10:00:00"), command("users", "-p#{secret}"),
                report("users", "--since", "\xFF")]
    expect(failures.map(&:last)).to eq [2, 1, 1, 1, 2, 2, 2]
    expect(failures.map { |failure| failure[1] })
      .to match [/since is not a date/, /api_key/, /cannot be written/, /403/, /since is not a date/, /: -p$/, /UTF-8/]
    everything = (outcomes + failures).join
    expect(everything).not_to include(secret)
    expect(everything).not_to match(/\.rb:\d/)
  end
end

RSpec.describe OmniAuth::Litmos::Report::CsvFormat do
  ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00A0=1", "＝1", "＋1", "－1", "＠1",
   "=HYPERLINK(\"http://x\")", "\tx", "\u0000=1", "\u200B \uFEFF=1"].each do |text|
    it "puts an apostrophe before #{text.inspect}" do
      expect(described_class.new(["A"]).text([{ "A" => text }])).to eq %("'#{text.gsub('"', '""')}"\r\n)
    end
  end

  it "leaves numbers, and texts that are none, as they are" do
    row = { "A" => -1, "B" => 2.5, "C" => nil, "D" => true, "E" => "a=b", "F" => "x\"y\n,;", "G" => { "h" => "=1" } }
    expect(described_class.new(row.keys).text([row])).to eq %(-1,2.5,,true,"a=b","x""y\n,;","{""h"":""=1""}"\r\n)
  end

  it "does not write the login URL of a user" do
    url = OmniAuth::Litmos::LoginUrl.new("https://login.example/secret")
    row = { "A" => url, "B" => { "C" => url } }
    texts = [described_class.new, OmniAuth::Litmos::Report::JsonLines.new].map { |format| format.text([row]) }
    expect(texts.join).to include("[REDACTED]").and(satisfy { |text| !text.include?("secret") })
  end

  it "has the columns of the first rows, and tells what is left out" do
    csv = described_class.new
    expect([csv.text([]), csv.text([{ "A" => 1 }, { "B" => 2 }]), csv.text([{ "B" => 3, "C" => 4 }])])
      .to eq ["", %("A","B"\r\n1,\r\n,2\r\n), ",3\r\n"]
    expect(csv.left_out).to eq ["C"]
  end
end
