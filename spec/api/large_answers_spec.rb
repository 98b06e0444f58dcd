# frozen_string_literal: true

require "json"
require_relative "../support/scripted_api"

RSpec.describe OmniAuth::Litmus::Response, "of an API that answers with much" do
  include_context "with a scripted API"

  def answered(body, **options)
    api.answer("/call", body:, type: "application/json")
    token.get("/call", **options)
  end

  def parsing(body) = described_class.new(200, { "content-type" => "application/json" }, body)

  def items(count) = "[#{(["0"] * count).join(",")}]"

  # Half a million values: some tenths of a second of work.
  let(:long) { "[#{(['{"a":[0]}'] * 170_000).join(",")}]" }

  it "reads what is as large as it may be, and no more" do
    body = JSON.generate("x" * 98)
    expect(answered(body, max_response_size: 100).parsed).to eq("x" * 98)
    error = error_of { answered(body, max_response_size: 99) }
    expect(error).to be_an_instance_of(OmniAuth::Litmus::ProtocolError).and have_attributes(code: :response_too_large)
  end

  context "with a largest size of its own" do
    let(:client_options) { { max_response_size: 99 } }

    it "keeps to it, in a batch, too, unless a call has another" do
      api.answer("/call", body: "x" * 100, type: "text/plain")
      calls = [{ url: "/call" }, { url: "/call", max_response_size: 100 }]
      expect(client.batch(calls).map { |outcome| outcome.respond_to?(:code) ? outcome.code : outcome.status })
        .to eq [:response_too_large, 200]
    end
  end

  [0, -1, 2**31, "much"].each do |size|
    it "refuses a largest size of #{size.inspect}" do
      expect(error_of { answered("{}", max_response_size: size) }).to be_a(OmniAuth::Litmus::ConfigurationError)
    end
  end

  it "refuses more than a million values before any is made" do
    expect(parsing(items(999_999)).parsed.length).to eq 999_999
    made = GC.stat(:total_allocated_objects)
    error = error_of { parsing(items(1_200_000)).parsed }
    expect(error.code).to eq :response_too_complex
    expect(GC.stat(:total_allocated_objects) - made).to be < 10_000
  end

  it "refuses a form of very many fields" do
    response = described_class.new(200, { "content-type" => "application/x-www-form-urlencoded" }, "a&" * 20_000)
    expect(error_of { response.parsed }.code).to eq :response_too_complex
  end

  it "lets other threads run while it is read" do
    turns = 0
    other = Thread.new { loop { (turns += 1) && Thread.pass } }
    before = turns
    expect(parsing(long).parsed.length).to eq 170_000
    expect(turns - before).to be > 5
  ensure
    other.kill.join
  end

  it "stops reading when its thread is interrupted, and can be read again" do
    response = parsing(long)
    reader = Thread.new { response.parsed }
    reader.report_on_exception = false
    Thread.pass until reader.status == "run" || reader.stop?
    reader.raise(Interrupt)
    expect { reader.value }.to raise_error(Interrupt)
    expect(response.parsed.last).to eq("a" => [0])
  end

  it "survives garbage collections in between, also those that move objects" do
    body = JSON.generate(Array.new(20_000) { |n| { "n" => n.to_s, "l" => [{ "a" => [n, n + 0.5] }] } })
    stop = false
    collector = Thread.new { GC.compact until stop }
    3.times { expect(parsing(body).parsed).to eq JSON.parse(body) }
  ensure
    stop = true
    collector.join
  end
end
