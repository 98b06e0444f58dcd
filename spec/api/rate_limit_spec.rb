# frozen_string_literal: true

require "time"
require_relative "../support/scripted_api"

RSpec.describe OmniAuth::Litmus::RateLimit do
  include_context "with a scripted API"

  def answer(headers, status: 200)
    api.answer("/call", status:, headers:)
    client.request(:get, "/call", raise_errors: false)
  end

  def fields(limit, remaining, reset)
    { "X-RateLimit-Limit" => limit, "X-RateLimit-Remaining" => remaining, "X-RateLimit-Reset" => reset }.compact
  end

  it "is what the answer says" do
    ends = Time.now.to_i + 900
    expect(answer(fields("300", "299", ends.to_s)).rate_limit)
      .to be_frozen.and have_attributes(limit: 300, remaining: 299, reset_at: Time.at(ends))
  end

  it "is nil where the answer says nothing, or nothing that can be read" do
    expect(answer({}).rate_limit).to be_nil
    expect(answer(fields("many", "-1", "soon")).rate_limit).to be_nil
  end

  it "has nil where the answer says part of it" do
    expect(answer(fields("300", nil, nil)).rate_limit).to have_attributes(limit: 300, remaining: nil, reset_at: nil)
  end

  it "is of the refusal, too" do
    response = answer(fields("300", "0", "60"), status: 429)
    expect(response.rate_limit).to have_attributes(limit: 300, remaining: 0)
    expect(response.error).to have_attributes(limit: 300, remaining: 0, retry_at: be >= response.rate_limit.reset_at)
  end

  it "is at most a day away" do
    ["253402300799", "Fri, 31 Dec 9999 23:59:59 GMT"].each do |never|
      expect(answer(fields("300", "0", never)).rate_limit.reset_at).to be_between(Time.now, Time.now + 86_401)
    end
  end

  it "is by this machine's clock where the server's is another" do
    server = Time.now + 3600
    headers = { **fields("300", "0", (server.to_i + 60).to_s), "Date" => server.httpdate }
    expect(answer(headers).rate_limit.reset_at).to be_between(Time.now, Time.now + 62)
  end

  describe "on the client" do
    it "is the last that was seen, also of a call that raised" do
      expect(client.rate_limit).to be_nil
      answer(fields("300", "299", nil))
      answer({})
      expect(client.rate_limit.remaining).to eq 299
      api.answer("/call", status: 429, headers: fields("300", "0", nil))
      error_of { token.get("/call") }
      expect(client.rate_limit.remaining).to eq 0
    end

    it "is not another client's" do
      answer(fields("300", "299", nil))
      expect(OmniAuth::Litmus::Client.new("partner", "s3cr3t", site: api.base_url).rate_limit).to be_nil
    end

    it "is one whole answer's, whatever the threads do" do
      api.on("/call") do |exchange|
        n = exchange.request.query["n"]
        exchange.answer(headers: fields(n, n, nil))
      end
      seen = Array.new(8) do |n|
        Thread.new do
          Array.new(20) { client.request(:get, "/call", params: { n: }) && client.rate_limit }
        end
      end
      expect(seen.flat_map(&:value)).to all(satisfy { |limit| limit.limit == limit.remaining })
    end
  end
end
