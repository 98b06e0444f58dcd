# frozen_string_literal: true

return unless GemsAtHand.all?("puma", "pg", "activerecord")

require "json"
require "tmpdir"
require_relative "../support/child_process"
require_relative "../support/litmos_server"
require_relative "../support/postgresql_server"

# The inbox that the guide prints, as it prints it, in two processes of Puma on one database.
RSpec.describe "An inbox on Active Record" do
  include ChildProcess

  secret = "a-secret-of-the-webhook_0"
  guide = File.read(File.expand_path("../../docs/guides/litmos.md", __dir__))
  printed = guide.scan(/^```ruby\n(# (?:db|lib).*?)^```$/m).flatten.join("\n")

  rails = <<~RUBY
    require "active_record"
    require "json"
    require "omniauth/litmos/webhook/middleware"
    #{printed}
    ActiveRecord::Base.establish_connection(JSON.parse(ENV["DATABASE"]))
  RUBY
  app = <<~RUBY
    #{rails}
    litmos = OmniAuth::Litmos::Client.new(api_key: ENV["KEY"], source: "specs", base_url: ENV["URL"], rate_limit: 1000)
    told = ->(line) { File.write(ENV["TOLD"], "\#{line}\n", mode: "a") }
    webhook = OmniAuth::Litmos::Webhook.new(litmos, secret: "#{secret}", inbox: LitmosInbox.new,
                                            on_error: ->(error) { told.call(error.inspect) }) do |one|
      told.call(one["UserId"])
      File.rename(ENV["DIE"], ENV["DIE"] + ".done") if dies = one["UserId"] == "u7" && File.exist?(ENV["DIE"])
      Process.kill(:KILL, Process.pid) if dies
    end
    use OmniAuth::Litmos::Webhook::Middleware, webhook.start, path: "/litmos"
    run ->(_env) { [200, {}, []] }
  RUBY

  let(:directory) { Dir.mktmpdir }
  let(:told) { File.join(directory, "told") }
  let(:port) { TCPServer.open("127.0.0.1", 0) { |server| server.addr[1] } }
  let(:people) { Array.new(30) { |n| { "Id" => "u#{n}", "UserName" => "user#{n}@example.com" } } }
  let(:litmos) do
    LitmosServer.new(users: people, rate_limit: nil, webhook: "http://127.0.0.1:#{port}/litmos/#{secret}",
                     webhook_repeats: 3)
  end

  let(:log) { File.join(directory, "log") }
  let(:database) do
    PG.connect(host: PostgresqlServer.shared.settings[:host], user: PostgresqlServer::USER, dbname: "postgres")
  end
  let(:environment) do
    { "DATABASE" => JSON.generate(PostgresqlServer.shared.settings), "KEY" => LitmosServer::KEY, "TOLD" => told,
      "URL" => litmos.base_url, "DIE" => File.join(directory, "die") }
  end

  before do
    ruby("#{rails}; CreateLitmosEvents.new.exec_migration(ActiveRecord::Base.connection, :up)", env: environment)
    %w[die told].each { |name| FileUtils.touch(File.join(directory, name)) }
    File.write(File.join(directory, "config.ru"), app)
  end

  after do
    Process.kill(:KILL, -@puma)
    Process.wait(@puma)
    litmos.stop
    database.exec("DROP TABLE litmos_events")
    database.close
    FileUtils.remove_entry(directory)
  end

  def serve
    options = ["--config", "-", "--workers", "2", "--threads", "1:3", "--bind", "tcp://127.0.0.1:#{port}"]
    @puma = spawn(environment, RbConfig.ruby, "-I", ChildProcess::LIB, "-S", "puma", *options, "#{directory}/config.ru",
                  %i[out err] => [log, "a"], in: File::NULL, pgroup: true)
    wait_until { File.read(log).scan("booted").length >= 2 }
  end

  def wait_until
    Timeout.timeout(60) { sleep(0.05) until yield }
  end

  it "has each event dealt with once, by whichever process, and goes on when one of them is killed" do
    serve
    people.each do |user|
      litmos.sandbox.catalogue.assign(user["Id"], %w[c1])
      litmos.sandbox.catalogue.complete("m1", { "UserId" => user["Id"], "CourseId" => "c1", "Completed" => true })
    end
    wait_until { database.exec("SELECT count(*), count(done_at) FROM litmos_events").values == [%w[30 30]] }
    # The one in whose block a process was killed comes again: nobody knows how far it was.
    expect(File.readlines(told, chomp: true).tally).to eq(people.to_h { |user| [user["Id"], 1] }.merge("u7" => 2))
  end
end
