# frozen_string_literal: true

require "timeout"
require_relative "../support/barrier"
require_relative "../support/holding_server"
require_relative "../support/minimal_scheduler"
require_relative "../support/probe"
require_relative "../support/rack_server"
require_relative "../support/scripted_api"
require_relative "../support/windowed_api"

RSpec.describe OmniAuth::Litmus::Client, "and its batches" do
  include_context "with a scripted API"
  include Probe

  def get(*paths) = paths.map { |path| { url: path } }

  def codes(results) = results.map { |result| result.is_a?(OmniAuth::Litmus::Error) ? result.code : result.status }

  def at(app, **settings)
    server = RackServer.new(app)
    yield described_class.new("partner", "s3cr3t", site: "http://127.0.0.1:#{server.port}", **settings), server
  ensure
    server&.stop
  end

  it "has an answer or an error for each request, in order, and raises for none" do
    api.answer("/fine", body: '{"a":1}', type: "application/json")
    api.answer("/text", body: '{"a":1}', type: "text/plain")
    api.answer("/none", status: 404)
    api.answer("/odd", status: 422, body: '{"title":"Odd"}', type: "application/json")
    api.answer("/moved", status: 302, headers: { "Location" => "/fine" })
    api.on("/lost", &:reset)
    requests = [
      { verb: :get, url: "/fine" }, { url: "/text", parse: :json }, { verb: :get, url: "/none" },
      { verb: :post, url: "/odd", json: { a: 1 } }, { url: "/moved" }, { verb: :post, url: "/lost" },
      { url: "http://[" }, { url: "/fine", params: "a=1" }, { verb: "no verb", url: "/fine" }, { url: "/fine", timeout: 0 }
    ]
    results = client.batch(requests, access_token: token)
    expect(codes(results)).to eq [
      200, 200, :not_found, :bad_request, 200, :connection_lost,
      :invalid_url, :invalid_value, :invalid_method, :invalid_timeout
    ]
    expect(results.first(2).map(&:parsed)).to eq [{ "a" => 1 }] * 2
    expect(results[3]).to have_attributes(status: 422, description: "Odd", response: have_attributes(body: /Odd/))
  end

  it "names what is wrong with a request that is none" do
    { { url: "/", headrs: {} } => "the unknown key :headrs", { verb: :get } => "has no url",
      "/" => "is no Hash, but of String" }.each do |wrong, words|
      expect(error_of { client.batch([{ url: "/" }, wrong], access_token: token) })
        .to be_a(OmniAuth::Litmus::ConfigurationError).and have_attributes(message: include("requests[1]", words))
    end
    expect(api.requests).to be_empty
  end

  it "sends what each request says, and the token" do
    client.batch([{ verb: :post, url: "/a?x=1", params: { y: "2" }, headers: { "X-B" => "3" }, json: { c: [4] } },
                  { verb: :put, url: "/a", body: { d: "5" } }, { verb: :delete, url: "/a" }],
                 access_token: token, concurrency: 1)
    expect(api.requests.map { |request| [request.verb, request.query, request.headers["x-b"], request.body] }).to eq [
      ["POST", { "x" => "1", "y" => "2" }, "3", '{"c":[4]}'], ["PUT", {}, nil, "d=5"], ["DELETE", {}, nil, ""]
    ]
    expect(api.requests.map { |request| request.headers["authorization"] }.uniq).to eq ["Bearer s3cr3t-access-token"]
  end

  it "keeps the order whatever the answers' is" do
    api.answer("/0")
    turns = Array.new(6) { Thread::Queue.new }
    turns[5] << :go
    1.upto(5) do |n|
      api.on("/#{n}") do |exchange|
        Timeout.timeout(20) { turns[n].pop }
        exchange.answer(body: n.to_s)
        turns[n - 1] << :go
      end
    end
    results = client.batch(get(*(0..5).map { |n| "/#{n}" }))
    expect(results.map(&:body)).to eq ["", *"1".."5"]
  end

  it "is nothing without requests" do
    expect(client.batch([]) { raise "called" }).to eq []
    expect(api.connections).to eq 0
  end

  it "has so many in flight, and no more" do
    barrier = Barrier.new(3)
    api.answer("/first")
    api.on("/") do |exchange|
      barrier.wait
      exchange.answer
    end
    expect(codes(client.batch(get("/first", *["/"] * 3), concurrency: 3))).to eq [200] * 4
    expect(api.connections).to eq 3
    expect(barrier.together).to eq 3
    expect(codes(client.batch(get(*["/first"] * 20), concurrency: 1))).to eq [200] * 20
    expect(api.connections).to eq 3
  end

  it "reads what each answer says of the limit, also on the client" do
    api.answer_in_turn("/", *%w[2 1].map { |left| { headers: { "X-RateLimit-Remaining" => left } } })
    results = client.batch(get("/", "/"), concurrency: 1)
    expect(results.map { |response| response.rate_limit.remaining }).to eq [2, 1]
    expect(client.rate_limit.remaining).to eq 1
  end

  describe "with progress" do
    it "tells of each, on the calling thread" do
      api.answer("/")
      told = []
      client.batch([*get(*["/"] * 30), { url: "http://[" }]) { |*counts| told << [*counts, Thread.current] }
      expect(told).to eq(Array.new(31) { |n| [n + 1, 31, Thread.current] })
    end

    it "gives the rest up when the block raises, and when it leaves" do
      release = Thread::Queue.new
      api.answer("/first")
      api.on("/") { release.pop }
      requests = get("/first", *["/"] * 5)
      expect { client.batch(requests, concurrency: 2) { raise IOError, "enough" } }.to raise_error(IOError, "enough")
      expect(client.batch(requests, concurrency: 2) { break "left" }).to eq("left")
      # Of each batch at most two more were on their way.
      expect(api.requests("/first").length).to eq 2
      expect(api.requests("/").length).to be <= 4
    end

    it "may make calls of its own, and fork" do
      api.answer("/")
      bodies = []
      client.batch(get("/", "/", "/")) do
        bodies << client.request(:get, "/").status
        Process.wait(fork { exit!(true) })
      end
      expect(bodies).to eq [200] * 3
    end
  end

  describe "with a rate limit" do
    it "brings 1,000 requests through a window of 300, without a single refusal" do
      app = WindowedApi.new(limit: 300, seconds: 2)
      at(app) do |windowed, server|
        results = windowed.batch(get(*(1..1000).map { |n| "/#{n}" }))
        expect(results.map { |response| response.parsed["path"] }).to eq((1..1000).map { |n| "/#{n}" })
        expect(app.paths.values).to eq [1] * 1000
        expect(app.accepted).to all(be <= 300)
        expect([app.refused, app.early]).to eq [0, 0]
        # The pool may open one ahead where another becomes free first.
        expect(server.connections).to be <= 16
      end
    end

    it "loses none where others use it up, and sends nothing between a refusal and its reset" do
      app = WindowedApi.new(limit: 20, seconds: 2, others: [20, 13, 0, 20])
      at(app) do |windowed|
        results = windowed.batch(Array.new(40) { |n| { verb: :post, url: "/#{n}" } })
        expect(codes(results)).to eq [200] * 40
        expect(app.paths.values).to eq [1] * 40
        expect(app.accepted).to all(be <= 20)
        expect(app.refused).to be_positive
        expect(app.early).to eq 0
      end
    end

    it "keeps to Retry-After where nothing else is said, and reports it" do
      app = WindowedApi.new(limit: 3, seconds: 1)
      only = lambda do |env|
        status, _, body = app.call(env)
        [status, status == 429 ? { "retry-after" => "1" } : {}, body]
      end
      at(only) do |windowed|
        results = windowed.batch(Array.new(8) { { verb: :post, url: "/" } }, concurrency: 1)
        expect(codes(results)).to eq [200] * 8
        expect(results.flat_map(&:retries).map(&:reason)).to eq [429] * app.refused
        expect([app.accepted.sum, app.early]).to eq [8, 0]
      end
    end

    it "says at once when to try again where the pause outlasts the deadline" do
      api.answer("/", status: 429, headers: { "Retry-After" => "120" })
      results = client.batch(get(*["/"] * 5), deadline: 60)
      expect(codes(results)).to eq [:rate_limited] * 5
      expect(results.map(&:status)).to eq [429, nil, nil, nil, nil]
      expect(results.map(&:retry_at)).to all(be_between(Time.now + 100, Time.now + 121))
      expect(api.requests.length).to eq 1
    end

    it "lets the last requests of a window go, and says when the next begins" do
      answers = %w[2 1 0].map { |left| { headers: { "X-RateLimit-Remaining" => left, "X-RateLimit-Reset" => "120" } } }
      api.answer_in_turn("/", *answers)
      results = client.batch(get(*["/"] * 5), deadline: 60)
      expect(codes(results)).to eq [200, 200, 200, :rate_limited, :rate_limited]
      expect(results.last).to have_attributes(remaining: 0, retry_at: be > Time.now + 100)
    end

    it "holds back requests to its own origin alone" do
      other = ScriptedServer.new
      client_options[:api_origins] = [other.base_url]
      api.answer("/", status: 429, headers: { "Retry-After" => "120" })
      other.answer("/", body: "there")
      results = client.batch(["/", "#{other.base_url}/", "/", "#{other.base_url}/"].map { |url| { url: } },
                             access_token: token, deadline: 60)
      expect(codes(results)).to eq [:rate_limited, 200, :rate_limited, 200]
    ensure
      other&.stop
    end
  end

  describe "with failures on the way" do
    it "sends again what may be repeated, and nothing else" do
      lost = ->(exchange) { exchange.reset }
      %w[/get /put /post].each { |path| api.answer_in_turn(path, { status: 502 }, lost, { body: "fine" }) }
      results = client.batch([{ url: "/get" }, { verb: :put, url: "/put" }, { verb: :post, url: "/post" }])
      expect(codes(results)).to eq [200, 200, :server_error]
      # What a kept connection has lost of a GET goes again by itself.
      expect(results.map { |result| reasons(result) }).to eq [[502], [502, :connection_lost], []]
      expect(%w[/get /put /post].map { |path| api.requests(path).length }).to eq [3, 3, 1]
    end

    it "sends again as often as retries say" do
      api.answer("/", status: 503)
      expect(reasons(client.batch(get("/"), retries: 1).first)).to eq [503]
      expect(reasons(client.batch(get("/"), retries: 0).first)).to eq []
      expect(api.requests.length).to eq 3
    end

    it "settles all by the deadline" do
      held = HoldingServer.new
      holding = described_class.new("partner", "s3cr3t", site: held.url, timeout: 60)
      results = holding.batch(get(*["/"] * 5), deadline: 0.3)
      expect(codes(results)).to eq [:timeout] * 5
      expect(results).to all(be_an_instance_of(OmniAuth::Litmus::TimeoutError))
      expect(held.arrived.length).to eq 1
    ensure
      held&.stop
    end
  end

  it "stops when the token is invalid, and says what may be sent with a new one" do
    challenge = 'Bearer error="invalid_token", error_description="The access token was revoked"'
    api.answer_in_turn("/", {}, {}, { status: 401, headers: { "WWW-Authenticate" => challenge } })
    results = client.batch(get(*["/"] * 6), access_token: token, concurrency: 1)
    expect(codes(results)).to eq [200, 200, :invalid_token, :not_sent, :not_sent, :not_sent]
    expect(results.last).to have_attributes(class: OmniAuth::Litmus::Error, retryable?: true, hint: /new token/)
    expect(api.requests.length).to eq 3
  end

  describe "that is interrupted" do
    let(:held) { HoldingServer.new }
    let(:holding) { described_class.new("partner", "s3cr3t", site: held.url, timeout: 60) }

    after { held.stop }

    # One request goes ahead; then three are held.
    def holding_thread(&)
      thread = Thread.new(&)
      thread.report_on_exception = false
      HoldingServer.next_of(held.arrived)
      held.answer
      3.times { HoldingServer.next_of(held.arrived) }
      thread
    end

    def requests = get(*["/"] * 10)

    it "gives all of them up on the wire when its thread is killed" do
      thread = holding_thread { holding.batch(requests, concurrency: 3) }
      thread.kill
      3.times { HoldingServer.next_of(held.given_up) }
      expect(thread.join(HoldingServer::PATIENCE).value).to be_nil
      expect(held.arrived).to be_empty
    end

    it "gives all of them up on the wire when an exception is raised in its thread" do
      thread = holding_thread { holding.batch(requests, concurrency: 3) }
      thread.raise(IOError, "enough")
      3.times { HoldingServer.next_of(held.given_up) }
      expect { thread.value }.to raise_error(IOError, "enough")
      expect(held.arrived).to be_empty
    end

    it "gives all of them up on the wire when a Timeout of the app's ends it" do
      thread = holding_thread { Timeout.timeout(2) { holding.batch(requests, concurrency: 3) } }
      expect { thread.value }.to raise_error(Timeout::Error)
      3.times { HoldingServer.next_of(held.given_up) }
    end

    it "leaves nothing of Rust's behind" do
      output, status = probe(<<~RUBY)
        client = OmniAuth::Litmus::Client.new("partner", "secret", site: #{held.url.inspect}, timeout: 60)
        10.times do
          thread = Thread.new { client.batch([{ url: "/" }] * 5) }
          Thread.pass until thread.stop? && Core.calls_under_way == 3
          thread.kill.join
        end
        puts settled
      RUBY
      expect([output, status.success?]).to eq ["0\n", true]
    end
  end

  it "waits on a fiber scheduler as a single call does: the other fibers go on" do
    ticks = 0
    api.answer("/first")
    api.on("/") do |exchange|
      enough = ticks + 3
      Timeout.timeout(20) { Thread.pass until ticks >= enough }
      exchange.answer
    end
    results = []
    MinimalScheduler.run do
      2.times { Fiber.schedule { results << codes(client.batch(get("/first", "/", "/"))) } }
      Fiber.schedule do
        until results.length == 2
          ticks += 1
          sleep(0.001)
        end
      end
    end
    expect(results).to eq [[200] * 3] * 2
  end

  {
    "a text for a request" => [["/"], {}], "no address" => [[{ verb: :get }], {}],
    "a key that is none" => [[{ url: "/", parms: {} }], {}], "a token for one" => [[{ url: "/", access_token: 1 }], {}],
    "no concurrency" => [[], { concurrency: 0 }], "too much of it" => [[], { concurrency: 65 }],
    "concurrency as a word" => [[], { concurrency: "many" }], "retries without end" => [[], { retries: 11 }],
    "a deadline as a text" => [[], { deadline: "soon" }], "no deadline" => [[], { deadline: nil }],
    "a deadline in the past" => [[], { deadline: 0 }], "a deadline too far away" => [[], { deadline: 86_401 }]
  }.each do |words, (requests, options)|
    it "refuses #{words}, and sends nothing" do
      expect(error_of { client.batch([{ url: "/" }, *requests], **options) })
        .to be_an_instance_of(OmniAuth::Litmus::ConfigurationError).and have_attributes(hint: be)
      expect(api.connections).to eq 0
    end
  end

  it "names the argument that is no deadline" do
    expect(error_of { client.batch([{ url: "/" }], deadline: Float::NAN) }.message).to start_with("deadline must be")
    expect(client.batch([{ url: "/", timeout: 0 }]).first.message).to start_with("timeout must be")
  end
end
