# frozen_string_literal: true

require "bigdecimal"
require "date"
require_relative "../support/child_process"
require_relative "../support/scripted_api"

RSpec.describe "The json: of a call" do
  include ChildProcess
  include_context "with a scripted API"

  before { api.answer("/x", body: "{}", type: "application/json") }

  def sent(data)
    token.post("/x", json: data)
    api.requests("/x").last.body
  end

  {
    "members in their order" => { subject: "s", html_text: "h", guid: "a", nested: [{ z: 1, a: 2 }] },
    "a Time" => { q: Time.at(0).utc },
    "a Date" => { q: Date.new(2020, 2, 29) },
    "a BigDecimal" => { q: BigDecimal("1.5") },
    "a Rational" => { q: 3r },
    "a Struct" => { q: Struct.new(:name).new("n") },
    "a to_json of its own" => { q: Class.new { def to_json(*) = '"1.50 EUR"' }.new },
    "keys that are no texts" => { 1 => "one", nil => 2, true => 3, Date.new(2020, 2, 29) => 4 },
    "plain values" => { q: [:s, nil, true, false, 1, -2.5, 1e30] },
    "integers beyond 64 bits" => [2**80, -(2**80)],
    "frozen texts" => { "a" => "b" }.freeze,
    "false" => false,
    "other encodings" => ["Grüße".encode("ISO-8859-1"), "Grüße".encode("UTF-16LE")]
  }.each do |what, data|
    it "is what JSON.generate writes: #{what}" do
      expect(sent(data)).to eq(JSON.generate(data).b)
    end
  end

  it "is no number that is none" do
    [Float::NAN, Float::INFINITY, { a: [-Float::INFINITY] }].each do |data|
      error = error_of { sent(data) }
      expect(error).to have_attributes(class: OmniAuth::Litmus::ConfigurationError, code: :invalid_value, cause: nil)
    end
    expect(api.requests("/x")).to be_empty
  end

  it "raises what a to_json of the app raises" do
    odd = Class.new { def to_json(*) = raise(KeyError, "of the app") }.new
    expect { sent({ a: odd }) }.to raise_error(KeyError, "of the app")
  end

  it "costs one request of a batch, where it cannot be written" do
    requests = [Float::NAN, 1].map { |json| { verb: :post, url: "/x", json: } }
    broken, fine = client.batch(requests)
    expect([broken.code, fine.status]).to eq([:invalid_value, 200])
  end

  it "is the first that wants the json library" do
    output, = ruby(<<~RUBY)
      client = OmniAuth::Litmus::Client.new("id", "secret", site: "http://127.0.0.1:1", timeout: 2)
      client.authorize_url
      print defined?(JSON).inspect, " "
      client.request(:post, "/x", json: {}) rescue print defined?(JSON)
    RUBY
    expect(output).to eq("nil constant")
  end
end
