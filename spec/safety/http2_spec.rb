# frozen_string_literal: true

require "omniauth/litmus/sandbox"
require_relative "../support/barrier"
require_relative "../support/code_taker"
require_relative "../support/litmus_at"
require_relative "../support/nginx_front"
require_relative "../support/plain_browser"
require_relative "../support/relying_app"

RSpec.describe "HTTP/2" do
  include LitmusAt

  after { @front&.stop }

  def front(app = CodeTaker.new, **options)
    @front ||= NginxFront.new(app, **options)
  end

  def client
    OmniAuth::Litmus::Client.new("id", "secret", site: front.base_url, ssl: { ca_file: front.ca_file }, timeout: 60)
  end

  # As many calls as there are names, each on a thread of its own.
  def exchange(*names)
    names.map { |name| Thread.new { client.auth_code.get_token(name).token } }.map(&:value)
  end

  def names(count) = Array.new(count) { |number| "code-#{number}" }

  def via(arrivals) = arrivals.map { |arrival| [arrival.protocol, arrival.connection] }.uniq

  it "is what calls are made over where the server offers it, one after the other on one connection" do
    front
    names(5).each { |name| exchange(name) }
    expect(front.arrivals.map { |arrival| [arrival.protocol, arrival.nth] })
      .to eq((1..5).map { |nth| ["HTTP/2.0", nth] })
  end

  { "the first ones of a process" => [], "later ones" => %w[earlier] }.each do |which, earlier|
    it "carries 50 calls at the same moment over one connection (#{which})" do
      barrier = Barrier.new(50)
      front(CodeTaker.new { |code| barrier.wait unless earlier.include?(code) })
      exchange(*earlier)
      expect(exchange(*names(50))).to match_array(names(50).map { |name| "token-for-#{name}" })
      expect(barrier.together).to eq(50)
      expect(via(front.arrivals).length).to eq(1)
      expect(front.arrivals.map(&:nth)).to match_array(1..(50 + earlier.length))
    end
  end

  it "makes calls wait their turn where the server takes no more of them at once" do
    front(http2_max_concurrent_streams: 4)
    exchange("first")
    expect(exchange(*names(50))).to match_array(names(50).map { |name| "token-for-#{name}" })
    expect(via(front.arrivals).length).to eq(1)
  end

  it "ends the calls that are stopped, and no others: their connection goes on" do
    gate = Thread::Queue.new
    arrived = Thread::Queue.new
    front(CodeTaker.new { |code| (arrived << code) && (gate.pop unless code == "next") })
    threads = names(10).map { |name| Thread.new { client.auth_code.get_token(name).token } }
    10.times { Timeout.timeout(20) { arrived.pop } }
    threads.first(5).each(&:kill).each(&:join)
    expect(exchange("next")).to eq(["token-for-next"])
    10.times { gate << true }
    expect(threads.last(5).map(&:value)).to eq(names(10).last(5).map { |name| "token-for-#{name}" })
    expect(via(front.arrivals).length).to eq(1)
  end

  describe "when the server says GOAWAY" do
    def sign_in(app)
      browser = app.browser
      visit = PlainBrowser.new(ca_file: front.ca_file).visit(browser.sign_in.location)
      browser.callback(**visit.params.transform_keys(&:to_sym))
    end

    def app
      RelyingApp.new(site: litmus_at(front), client_options: { ssl: { ca_file: front.ca_file } }, pkce: true,
                     client: [OmniAuth::Litmus::Sandbox::DEMO_APPLICATION_ID,
                              OmniAuth::Litmus::Sandbox::DEMO_APPLICATION_SECRET])
    end

    def codes = front.arrivals("/oauth/token").map { |arrival| JSON.parse(arrival.body)["code"] }

    # A login makes two requests.
    { 1 => "after each request", 2 => "between two logins", 3 => "now in a login, now between two" }.each do |few, name|
      it "#{name}, nobody notices" do
        front(OmniAuth::Litmus::Sandbox.new, keepalive_requests: few)
        answers = Array.new(12) { sign_in(app) }
        expect(answers.map { |answer| [answer.auth&.uid, answer.failure] }.uniq).to eq([["1001", nil]])
        expect(codes.uniq.length).to eq(12)
        expect(codes.length).to eq(12)
        calls = front.arrivals.select { |arrival| arrival.protocol == "HTTP/2.0" }
        expect(calls.map(&:connection).tally.values).to all(eq(few))
      end
    end

    # The same at more loads, and in figures: `rake soak:goaway`.
    kinds = {
      "exchanges" => ->(name) { client.auth_code.get_token(name).token },
      "refreshes" => ->(name) { held_token(refresh_token: name).refresh!.token },
      "profiles" => ->(name) { held_token.get("/v2/users/current?#{name}").status },
      "calls" => ->(name) { client.request(:post, "/calls", json: { code: name }).status },
      "batches" => lambda do |name|
        requests = Array.new(8) { |nth| { verb: :post, url: "/calls", json: { code: "#{name}-#{nth}" } } }
        client.batch(requests, retries: 0).map { |outcome| outcome.is_a?(Exception) ? raise(outcome) : outcome.status }
      end
    }

    def held_token(**more)
      OmniAuth::Litmus::AccessToken.from_hash(client, access_token: "token", **more)
    end

    def work_through(names, work)
      while (taken = names.pop)
        instance_exec(taken, &work)
      end
    end

    # Connections end while many wait for them, and with few streams at once many have not begun to be sent.
    { "a few streams" => { keepalive_requests: 5, http2_max_concurrent_streams: 3 },
      "many streams" => { keepalive_requests: 50 } }.each do |name, directives|
      kinds.each do |kind, work|
        it "under the load of many #{kind} (#{name}), none is lost and none arrives twice" do
          front(->(_) { [200, CodeTaker::JSON_TYPE, ['{"access_token":"t","token_type":"Bearer"}']] }, **directives)
          names = Queue.new
          120.times { |number| names << "#{kind}-#{number}" }
          names.close
          Array.new(12) { Thread.new { work_through(names, work) } }.each(&:join)
          expect(front.arrivals.length).to eq(120 * (kind == "batches" ? 8 : 1))
          bodies = front.arrivals.map(&:body).reject(&:empty?)
          expect(bodies.uniq).to eq(bodies)
        end
      end
    end

    it "while others are under way, those are answered, and the next ones go over a new connection" do
      gate = Thread::Queue.new
      arrived = Thread::Queue.new
      front(CodeTaker.new { |code| (arrived << code) && (gate.pop if code == "held") }, keepalive_requests: 3)
      held = Thread.new { client.auth_code.get_token("held").token }
      Timeout.timeout(20) { arrived.pop }
      expect(names(6).flat_map { |name| exchange(name) }).to eq(names(6).map { |name| "token-for-#{name}" })
      gate << true
      expect(held.value).to eq("token-for-held")
      expect(front.arrivals.map(&:connection).tally.values).to eq([3, 3, 1])
      expect(front.arrivals.map(&:body).tally.values).to all(eq(1))
    end
  end
end
