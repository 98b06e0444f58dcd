# frozen_string_literal: true

require "socket"
require_relative "../support/scripted_api"
require_relative "../support/throw_away_ca"

# Counted at the server: what may be sent again is, and what may not is not.
RSpec.describe OmniAuth::Litmus::Client, "and its retries" do
  include_context "with a scripted API"

  now = { "Retry-After" => "0" }
  fine = { body: "fine" }
  lost = ->(exchange) { exchange.reset }
  idempotent = %i[get head put delete options]

  def call(verb, **opts) = client.request(verb, "/call", { retries: 2, raise_errors: false, **opts })

  def requests = api.requests("/call").length

  idempotent.each do |verb|
    [502, 503, 504].each do |status|
      it "sends a #{verb} again after #{status}" do
        api.answer_in_turn("/call", { status: }, { status: }, fine)
        expect(call(verb)).to have_attributes(status: 200, error: nil)
        expect(requests).to eq 3
      end
    end

    it "sends a #{verb} again after the connection was lost" do
      api.answer_in_turn("/call", lost, fine)
      response = call(verb)
      expect([response.status, reasons(response), requests]).to eq [200, [:connection_lost], 2]
    end
  end

  %i[retry_on_rate_limit again_if_refused].each do |option|
    it "does not send a refused call again with #{option}: false" do
      api.answer_in_turn("/call", { status: 429, headers: now }, fine)
      expect(call(:get, option => false)).to have_attributes(status: 429)
      expect(requests).to eq 1
    end
  end

  %i[post patch].each do |verb|
    [502, 503, 504].each do |status|
      it "does not send a #{verb} again after #{status}" do
        api.answer_in_turn("/call", { status: }, fine)
        expect(call(verb)).to have_attributes(status:, error: be_an_instance_of(OmniAuth::Litmus::ApiError))
        expect(requests).to eq 1
      end
    end

    it "does not send a #{verb} again after the connection was lost" do
      api.answer_in_turn("/call", lost, fine)
      expect(error_of { call(verb, body: "a=1") }).to have_attributes(code: :connection_lost, retries: [])
      expect(requests).to eq 1
    end

    it "does not send a #{verb} again that was cut off in the answer" do
      cut_off = ->(exchange) { exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut") }
      api.answer_in_turn("/call", cut_off, fine)
      expect(error_of { call(verb) }.code).to eq :connection_lost
      expect(requests).to eq 1
    end
  end

  (idempotent + %i[post patch]).each do |verb|
    it "sends a #{verb} again that was refused with a pause: 429, or 503 with the moment" do
      api.answer_in_turn("/call", { status: 429, headers: now }, { status: 503, headers: now }, fine)
      response = call(verb, json: { a: 1 })
      expect([response.status, reasons(response)]).to eq [200, [429, 503]]
      expect(api.requests("/call").map(&:body).uniq.length).to eq 1
    end
  end

  # From every thread and machine at once, eleven attempts in the same moment would be an attack.
  it "pauses as it does without one, where the pause that is named is none: no burst" do
    ["0", "0.0001", "00", "Thu, 01 Jan 1970 00:00:00 GMT"].each do |pause|
      refusals = Array.new(3) { { status: 429, headers: { "Retry-After" => pause } } }
      api.answer_in_turn("/call", *refusals, fine)
      waited = call(:get, retries: 10).retries.map(&:waited)
      expect(waited.length).to eq 3
      expect(waited.sum).to be > 0.1
    end
  end

  it "takes the end of a window for a pause only where nothing is left in it" do
    { "12" => [503, 1], "0" => [200, 2] }.each do |left, expected|
      before = requests
      window = { "X-RateLimit-Remaining" => left, "X-RateLimit-Reset" => "0" }
      api.answer_in_turn("/call", { status: 503, headers: window }, fine)
      expect([call(:post).status, requests - before]).to eq expected
    end
  end

  it "sends a 429 without a moment again, after a pause of its own" do
    api.answer_in_turn("/call", { status: 429 }, { status: 429, headers: { "Retry-After" => "soon" } }, fine)
    expect(reasons(call(:post))).to eq [429, 429]
  end

  [200, 302, 400, 401, 403, 404, 409, 422, 500, 501].each do |status|
    it "does not send a get again after #{status}" do
      api.answer_in_turn("/call", { status: }, fine)
      expect(call(:get)).to have_attributes(status:, retries: [])
      expect(requests).to eq 1
    end
  end

  it "sends once unless it is asked for more" do
    api.answer_in_turn("/call", { status: 503, headers: now }, fine)
    expect(client.request(:get, "/call", raise_errors: false).status).to eq 503
    api.answer_in_turn("/call", lost, fine)
    expect(error_of { client.request(:put, "/call") }.code).to eq :connection_lost
    expect(requests).to eq 2
  end

  it "sends as often as retries say, and reports each attempt" do
    api.answer("/call", status: 429, headers: now)
    error = error_of { token.get("/call", retries: 3) }
    expect(error).to be_an_instance_of(OmniAuth::Litmus::RateLimited).and have_attributes(status: 429)
    expect([reasons(error), requests]).to eq [[429] * 3, 4]
    expect(error.retries.map(&:waited)).to all(be_between(0, 1))
    expect(error.response.retries.map(&:reason)).to eq [429] * 3
    expect(error.retries).to be_frozen.and all(be_frozen)
  end

  # What is refused in the same moment is not to come again in the same moment; a random part of these is waited.
  {
    "Retry-After: 0" => { "Retry-After" => "0" }, "hardly a pause" => { "Retry-After" => "0.0001" },
    "a date in the past" => { "Retry-After" => "Thu, 13 Nov 2025 12:00:00 GMT" },
    "the end of a window in the past" => { "X-RateLimit-Reset" => "1763121599", "X-RateLimit-Remaining" => "0" },
    "nothing" => {}
  }.each do |words, headers|
    it "waits longer and longer where the pause that is stated is #{words}" do
      api.answer("/call", status: 429, headers:)
      waited = Array.new(4) { error_of { token.get("/call", retries: 2) }.retries.map(&:waited) }
      expect(waited.map(&:first)).to all(be_between(0, 0.25))
      expect(waited.map(&:last)).to all(be_between(0, 0.5))
      expect(waited.flatten.sum).to be > 0.05
    end
  end

  it "reports the attempts before an error, too" do
    api.answer_in_turn("/call", { status: 502 }, { status: 429, headers: now }, ->(exchange) { exchange.write("?") })
    error = error_of { call(:get) }
    expect([error.code, reasons(error)]).to eq [:response_malformed, [502, 429]]
    expect(error.retries.first.waited).to be_between(0, 0.25)
  end

  it "does not wait beyond the deadline: what was refused says when to try again" do
    api.answer_in_turn("/call", { status: 429, headers: { "Retry-After" => "120" } }, fine)
    error = error_of { token.post("/call", retries: 5) }
    expect(error).to be_an_instance_of(OmniAuth::Litmus::RateLimited).and have_attributes(retries: [])
    expect(error.retry_at).to be_between(Time.now + 100, Time.now + 121)
    expect(requests).to eq 1
  end

  it "waits within the deadline until the second in which a window ends is over" do
    ends = Time.now.to_i + 1
    arrived = []
    api.on("/call") do |exchange|
      arrived << Time.now.to_r
      open = arrived.last >= ends + 1
      exchange.answer(status: open ? 200 : 429, headers: { "X-RateLimit-Reset" => ends.to_s })
    end
    expect(call(:post).status).to eq 200
    expect(arrived.length).to eq 2
  end

  it "sends a post again of which nothing has left this machine" do
    closed = TCPServer.open("127.0.0.1", 0) { |server| server.addr[1] }
    error = error_of { client.request(:post, "http://127.0.0.1:#{closed}/call", retries: 1) }
    expect([error.code, reasons(error)]).to eq [:connection_refused, [:connection_refused]]
  end

  context "over TLS" do
    let(:api) { ScriptedServer.new(leaf: ThrowAwayCA.shared.leaf) }

    it "does not try again with a certificate that is not trusted" do
      expect(error_of { call(:get) }).to have_attributes(code: :certificate_untrusted, retries: [])
      expect(api.connections).to eq 1
    end
  end

  it "is made anew with its redirects" do
    api.answer("/call", status: 302, headers: { "Location" => "/moved" })
    api.answer_in_turn("/moved", { status: 503 }, fine)
    expect(call(:get).body).to eq "fine"
    expect([requests, api.requests("/moved").length]).to eq [2, 2]
  end

  it "is given up in its pause when the thread is killed" do
    api.answer_in_turn("/call", { status: 429, headers: { "Retry-After" => "50" } }, fine)
    thread = Thread.new { call(:get, timeout: 60) }
    Thread.pass until requests == 1 && thread.stop?
    expect(thread.kill.join(10)).to be(thread)
    expect(requests).to eq 1
  end

  [-1, 11, 1.5, "two", true].each do |retries|
    it "refuses #{retries.inspect} retries, and sends nothing" do
      error = error_of { client.request(:get, "/call", retries:) }
      expect(error).to be_an_instance_of(OmniAuth::Litmus::ConfigurationError).and have_attributes(code: :invalid_value)
      expect(api.connections).to eq 0
    end
  end
end
