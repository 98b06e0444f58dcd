# frozen_string_literal: true

require_relative "../support/scripted_api"

RSpec.describe OmniAuth::Litmus::Response, "whose header fields are unusual" do
  include_context "with a scripted API"

  def answered(*lines)
    api.on("/call") do |exchange|
      exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n#{lines.join("\r\n")}\r\n\r\n[]")
    end
    token.get("/call").headers
  end

  # RFC 9112 §5.2
  it "has blanks where a field was folded" do
    headers = answered("X-Policy: default-src 'self';", "    img-src *;", "  script-src 'self'", "X-Next: 1")
    expect(headers["X-Policy"].squeeze(" ")).to eq "default-src 'self'; img-src *; script-src 'self'"
    expect(headers["X-Policy"]).not_to match(/[\r\n]/)
    expect(headers["X-Next"]).to eq "1"
  end

  it "has a field that was folded before its value began" do
    expect(answered("X-Late:", " value")["X-Late"].strip).to eq "value"
  end

  # RFC 9112 §5.1
  it "has none of the blanks before a colon" do
    expect(answered("X-Wide : 1", "X-Wider\t: 2")).to include("x-wide" => "1", "x-wider" => "2")
  end

  it "has 200 of them" do
    headers = answered((1..200).map { |nth| "X-Field-#{nth}: #{"v" * 100}" })
    expect(headers).to include("X-Field-1", "X-Field-200")
  end

  it "is refused where there is no end of them" do
    expect(error_of { answered((1..5000).map { |nth| "X-Field-#{nth}: v" }) })
      .to be_an_instance_of(OmniAuth::Litmus::ProtocolError).and have_attributes(code: :response_malformed)
  end

  # RFC 9112 §11.2: otherwise the rest of a body would be the next request of the connection.
  [{ "Content-Length" => "1" }, { content_length: 9 }, { "Transfer-Encoding" => "chunked" }].each do |headers|
    it "ends where the body ends, whatever #{headers} says" do
      api.answer("/call", body: "[]", type: "application/json")
      api.answer("/oauth/token", body: '{"access_token":"t","token_type":"Bearer"}', type: "application/json")
      of_all = OmniAuth::Litmus::Client.new("id", "secret", site: api.base_url, headers:)
      [-> { token.post("/call", body: "abc", headers:) }, -> { of_all.request(:post, "/call", body: "abc") },
       -> { client.batch([{ verb: :post, url: "/call", body: "abc", headers: }]) },
       -> { client.client_credentials.get_token({ headers: }) }].each do |call|
        call.call
        sent = api.requests.last
        expect(sent.headers).to include("content-length" => sent.body.bytesize.to_s).and exclude("transfer-encoding")
        expect(sent.body).to start_with("abc").or start_with("{")
      end
    end
  end

  define_method(:exclude) { |name| satisfy("have no #{name}") { |headers| !headers.key?(name) } }

  it "is refused where a fold is the first line" do
    api.on("/call") { |exchange| exchange.write("HTTP/1.1 200 OK\r\n folded: 1\r\nContent-Length: 2\r\n\r\n[]") }
    expect(error_of { token.get("/call") }).to have_attributes(code: :response_malformed)
  end
end
