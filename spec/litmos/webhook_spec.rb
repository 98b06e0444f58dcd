# frozen_string_literal: true

require "omniauth/litmos/inboxes/directory"
require "omniauth/litmos/webhook/middleware"
require "rack/common_logger"
require "timeout"
require "tmpdir"
require_relative "../support/child_process"
require_relative "../support/litmos_server"

RSpec.describe OmniAuth::Litmos::Webhook do
  include ChildProcess

  secret = "a-secret-of-the-webhook_0"

  let(:people) do
    Array.new(8) do |n|
      { "Id" => "u#{n}", "UserName" => "user#{n}@example.com", "FirstName" => "F", "LastName" => "L" }
    end
  end
  let(:repeats) { 1 }
  let(:receiver) { RackServer.new(->(env) { app.call(env) }) }
  let(:litmos) do
    address = "http://#{RackServer::HOST}:#{receiver.port}/litmos/#{secret}"
    LitmosServer.new(users: people, rate_limit: nil, webhook: address, webhook_repeats: repeats)
  end
  let(:app) { described_class::Middleware.new(->(_) { [418, {}, []] }, webhook, path: "/litmos") }
  let(:inbox) { OmniAuth::Litmos::Inboxes::Memory.new }
  let(:errors) { Queue.new }
  let(:told) { Queue.new }
  let(:handler) { told.method(:push) }
  let(:webhook) do
    described_class.new(litmos.client, secret:, inbox:, on_error: errors.method(:push), &handler)
  end
  let(:catalogue) { litmos.sandbox.catalogue }

  before { litmos }

  after { [litmos, receiver].each(&:stop) }

  def complete(user, course = "c1", part = "m1")
    catalogue.assign(user, [course])
    catalogue.complete(part, { "UserId" => user, "CourseId" => course, "Completed" => true, "Score" => 90 })
    catalogue.achievements.last
  end

  def event(achievement, **fields)
    JSON.generate("data" => { achievementId: achievement["AchievementId"], userId: achievement["UserId"], **fields })
  end

  define_method(:post) do |body, path: "/#{secret}", verb: "POST", **env|
    webhook.call({ "REQUEST_METHOD" => verb, "PATH_INFO" => path, "rack.input" => StringIO.new(body), **env }).first
  end

  def next_of(queue) = Timeout.timeout(20) { queue.pop }

  it "wants a block" do
    expect { described_class.new(litmos.client, secret:) }.to raise_error(ArgumentError, /block/)
  end

  it "hands over what the sandbox tells of, as the API has it" do
    achievement = complete("u1")
    expect(next_of(told)).to include("AchievementId" => achievement["AchievementId"], "UserId" => "u1", "Score" => 90,
                                     "AchievementDate" => an_instance_of(Time))
  end

  describe "told three times" do
    let(:repeats) { 3 }

    it "hands over once, and looks up many with one request" do
      posts = Queue.new
      webhook.define_singleton_method(:call) { |env| super(env).tap { posts << true } }
      earned = inbox.exclusively do
        people.map { |user| complete(user["Id"]) }.tap { (3 * people.length).times { next_of(posts) } }
      end
      ids = Array.new(earned.length) { next_of(told)["AchievementId"] }
      expect(ids).to match_array(earned.map { |one| one["AchievementId"] })
      expect([webhook.drain, told.length, errors.length, litmos.events("/achievements").length]).to eq [true, 0, 0, 1]
    end
  end

  it "believes nothing but what the API says" do
    achievement = complete("u1")
    next_of(told)
    forged = [{ "AchievementId" => "none", "UserId" => "u1" },
              { "AchievementId" => complete("u3")["AchievementId"], "UserId" => "u2" }]
    next_of(told)
    expect(forged.map { |one| post(event(one, title: "Forged")) }).to all(eq 200)
    webhook.drain
    expect([told.length, post(event(achievement)), webhook.drain, told.length]).to eq [0, 200, false, 0]
  end

  it "gives up what the API does not have after an hour, and says so" do
    inbox.put("none", JSON.generate(["none", "u1", Time.now.to_i - 3601]))
    expect(webhook.drain).to be true
    expect([next_of(errors).code, inbox.pending(1)]).to eq [:no_such_achievement, []]
  end

  it "answers others by their faults" do
    good = event({ "AchievementId" => "a", "UserId" => "u1" })
    paths = ["", "/", "/#{secret}x", "/#{secret}/", "//#{secret}", "/#{secret.upcase}", "/#{secret[0..-2]}", "/é",
             "/%61#{secret[1..]}", "/\xFF", "/\xE9".b]
    expect(paths.map { |path| post(good, path:, "REQUEST_URI" => "/litmos/é") }).to all(eq 404)
    expect(%w[GET HEAD PUT DELETE].map { |verb| post("", verb:) }).to all(eq 405)
    bad = ["", "{", "[]", "null", "1", "{}", '{"data":[]}', '{"data":{"achievementId":"a"}}', "\xFF", "[" * 200,
           '{"data":{"achievementId":{},"userId":"u"}}', %({"data":{"achievementId":"#{"a" * 101}","userId":"u"}}),
           '{"data":{"achievementId":"a\u0000","userId":"u"}}', '{"data":{"achievementId":"a","userId":" "}}', "<xml/>"]
    expect(bad.map { |body| post(body) }).to all(eq 400)
    expect([post("x" * 65_537), post(good, "rack.input" => nil)]).to eq [413, 400]
    expect(inbox.pending(9)).to be_empty
  end

  it "takes one of several secrets, and none that is short" do
    both = described_class.new(litmos.client, secret: [secret, "another-secret-of-it"]) { nil }
    env = { "REQUEST_METHOD" => "GET", "rack.input" => StringIO.new }
    expect(both.call({ **env, "PATH_INFO" => "/another-secret-of-it" }).first).to eq 405
    number = described_class.new(nil, secret: 1_234_567_890_123_456) { nil }
    expect(number.call({ **env, "PATH_INFO" => "/1234567890123456" }).first).to eq 405
    [nil, "", "short", [], [secret, "short"], "with/slash-and-enough", "\xFF" * 20].each do |wrong|
      expect { described_class.new(nil, secret: wrong) { nil }.call({ **env, "PATH_INFO" => "/" }) }
        .to raise_error(OmniAuth::Litmus::ConfigurationError) { |error|
              expect(error.code).to eq :invalid_webhook_secret
            }
    end
  end

  it "keeps the secret out of logs, of its own text, and of errors" do
    log = StringIO.new
    logged = Rack::CommonLogger.new(app, log)
    env = { "REQUEST_METHOD" => "POST", "PATH_INFO" => "/litmos/#{secret}", "REQUEST_URI" => "/litmos/#{secret}?x=1",
            "QUERY_STRING" => "x=1", "SCRIPT_NAME" => "", "SERVER_PROTOCOL" => "HTTP/1.1",
            "rack.input" => StringIO.new }
    _, _, body = logged.call(env)
    body.close if body.respond_to?(:close)
    expect(log.string).to include("[FILTERED]", "400")
    expect([log.string, env.to_s, webhook.inspect, webhook.to_json].join).not_to include(secret)
  end

  it "keeps the secret out of the log of Rails", needs: "rails" do
    rails = <<~RUBY
      require "rails"
      require "action_controller/railtie"
      require "rack/mock"
      log = StringIO.new
      application = Class.new(Rails::Application) do
        config.eager_load = false
        config.secret_key_base = "x" * 40
        config.logger = Logger.new(log)
        config.root = ENV.fetch("HOME")
        webhook = OmniAuth::Litmos::Webhook.new(nil, secret: ENV["SECRET"]) { nil }
        config.middleware.insert_before Rails::Rack::Logger, OmniAuth::Litmos::Webhook::Middleware, webhook,
                                        path: "/litmos"
      end
      application.initialize!
      application.routes.draw { get "/up", to: ->(_) { [200, {}, ["up"]] } }
      paths = ["/litmos/" + ENV["SECRET"], "/litmos/" + ENV["SECRET"] + "x", "/up"]
      puts paths.map { |path| Rack::MockRequest.new(application).get(path).status }.inspect, log.string
    RUBY
    Dir.mktmpdir do |home|
      output, = ruby(rails, env: { "SECRET" => secret, "RAILS_ENV" => "production", "HOME" => home },
                            library: "omniauth/litmos/webhook/middleware")
      expect(output).to start_with("[405, 404, 200]").and(include('Started GET "/up"'))
      expect(output).not_to include(secret)
    end
  end

  it "leaves other paths to the app, and never takes all" do
    expect(%w[/litmo /litmos /litmosx /].map { |path| app.call({ "PATH_INFO" => path }).first }).to all(eq 418)
    [nil, "", "/", "//", "litmos"].each do |path|
      expect { described_class::Middleware.new(nil, webhook, path:) }
        .to raise_error(OmniAuth::Litmus::ConfigurationError) { |error| expect(error.code).to eq :invalid_webhook_path }
    end
  end

  describe "with a handler that fails" do
    let(:failing) { Queue.new.push(true) }
    let(:handler) { ->(achievement) { failing.empty? ? told.push(achievement) : failing.pop && raise("down") } }

    it "says so, and hands over again later" do
      complete("u1")
      expect(next_of(errors).message).to eq "down"
      expect([webhook.drain, told.length, webhook.drain, told.length]).to eq [true, 1, true, 1]
    end
  end

  describe "with an on_error that fails, too" do
    let(:handler) { ->(achievement) { achievement["UserId"] == "u1" ? raise("down") : told.push(achievement) } }
    let(:webhook) do
      described_class.new(litmos.client, secret:, inbox:, on_error: ->(_) { raise "no reporter" }, &handler)
    end

    it "goes on with the next, and logs both" do
      log = StringIO.new
      allow(OmniAuth).to receive(:logger).and_return(Logger.new(log))
      %w[u1 u2].each { |user| complete(user) }
      expect([next_of(told)["UserId"], webhook.drain]).to eq ["u2", false]
      expect(log.string).to include("down", "no reporter")
    end
  end

  describe "with an API that is not there" do
    it "keeps the event, and says why" do
      nobody = litmos.client(base_url: "http://127.0.0.1:1/v1.svc", retries: 0)
      gone = described_class.new(nobody, secret:, inbox:, on_error: errors.method(:push)) { nil }
      inbox.put("a", JSON.generate(["a", "u1", Time.now.to_i]))
      expect([gone.drain, next_of(errors).class, inbox.pending(1).length])
        .to eq [false, OmniAuth::Litmus::ConnectionError, 1]
    end
  end

  describe "told of users that are not there" do
    let(:litmos) do
      LitmosServer.new(users: people, rate_limit: nil) do |env, app|
        next app.call(env) unless env["QUERY_STRING"].include?("userid=nobody")

        asked << env
        [404, {}, []]
      end
    end
    let(:asked) { Queue.new }

    it "deals with the others, and asks for few of them at a time" do
      forged = Array.new(40) { |n| ["none#{n}", "nobody#{n}"] }
      genuine = people.map { |user| complete(user["Id"]).values_at("AchievementId", "UserId") }
      (forged + genuine).each { |id, user| inbox.put(id, JSON.generate([id, user, Time.now.to_i])) }
      expect([webhook.drain, told.length, errors.length]).to eq [false, people.length, 0]
      expect([asked.length, litmos.events("/achievements").length, inbox.pending(99).length]).to eq [10, 1, 40]
    end
  end

  describe "with an inbox in a directory" do
    let(:directory) { Dir.mktmpdir }
    let(:inbox) { OmniAuth::Litmos::Inboxes::Directory.new(directory) }

    after { FileUtils.remove_entry(directory) }

    it "hands over after a kill what was answered before it" do
      worker = <<~RUBY
        require "omniauth/litmos/inboxes/directory"
        require "omniauth/litmos/webhook"
        litmos = OmniAuth::Litmos::Client.new(api_key: ENV["KEY"], source: "specs", base_url: ENV["URL"])
        inbox = OmniAuth::Litmos::Inboxes::Directory.new(ENV["INBOX"])
        webhook = OmniAuth::Litmos::Webhook.new(litmos, secret: "x" * 16, inbox:) do |one|
          puts one["UserId"]
          $stdout.flush
          Process.kill(:KILL, Process.pid) if ENV["DIE"] == one["UserId"]
        end
        webhook.drain
      RUBY
      earned = %w[u1 u2 u3 u4 u5].map { |user| complete(user) }
      earned.each { next_of(told) }
      fresh = File.join(directory, "fresh")
      again = OmniAuth::Litmos::Inboxes::Directory.new(fresh)
      earned.each do |one|
        again.put(one["AchievementId"], JSON.generate([one["AchievementId"], one["UserId"], Time.now.to_i]))
      end
      env = { "KEY" => LitmosServer::KEY, "URL" => litmos.base_url, "INBOX" => fresh }
      first, status = ruby(worker, env: { **env, "DIE" => "u3" }, library: "omniauth/litmos")
      expect(status.termsig).to eq 9
      second, = ruby(worker, env:, library: "omniauth/litmos")
      # The one in whose block the process was killed comes again: nobody knows how far it was.
      expect((first.split + second.split).tally).to eq("u1" => 1, "u2" => 1, "u3" => 2, "u4" => 1, "u5" => 1)
      third, = ruby(worker, env:, library: "omniauth/litmos")
      expect(third).to be_empty
    end

    describe "that the last process has left" do
      let(:litmos) { LitmosServer.new(users: people, rate_limit: nil) }

      it "deals with it when it starts" do
        id = complete("u1")["AchievementId"]
        inbox.put(id, JSON.generate([id, "u1", Time.now.to_i]))
        finished = Queue.new
        inbox.define_singleton_method(:done) { |one| super(one).tap { finished << one } }
        webhook.start
        expect([next_of(told)["UserId"], next_of(finished)]).to eq ["u1", id]
      end
    end

    it "says that it cannot be written" do
      File.write(File.join(directory, "file"), "")
      inbox = OmniAuth::Litmos::Inboxes::Directory.new("#{directory}/file")
      broken = described_class.new(litmos.client, secret:, inbox:, on_error: errors.method(:push)) { nil }
      body = event({ "AchievementId" => "a", "UserId" => "u1" })
      env = { "REQUEST_METHOD" => "POST", "PATH_INFO" => "/#{secret}", "rack.input" => StringIO.new(body) }
      expect([broken.call(env).first, next_of(errors).code]).to eq [503, :inbox_failed]
    end
  end

  [-> { OmniAuth::Litmos::Inboxes::Memory.new },
   -> { OmniAuth::Litmos::Inboxes::Directory.new(Dir.mktmpdir("inbox")) }].each do |make|
    it "takes each id once in #{make.call.class}, whoever comes at the same time" do
      inbox = make.call
      news = Array.new(4) do
        Thread.new do
          Array.new(50) do |id|
            inbox.put("id #{id}/..", "e#{id}")
          end.count(true)
        end
      end.sum(&:value)
      expect([news, inbox.pending(9).length, inbox.pending(99).length]).to eq [50, 9, 50]
      50.times { |id| inbox.done("id #{id}/..") }
      expect([inbox.pending(99), inbox.put("id 7/..", "e")]).to eq [[], false]
    end
  end
end
