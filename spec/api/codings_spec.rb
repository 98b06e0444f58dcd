# frozen_string_literal: true

require "zlib"
require_relative "../support/scripted_api"

RSpec.describe OmniAuth::Litmus::AccessToken, "with an answer that is packed" do
  include_context "with a scripted API"

  let(:plain) { JSON.generate(name: "Ada", text: "a" * 100_000) }

  def answer(coding, body, status: 200, **headers)
    api.answer("/call", status:, body:, type: "application/json", headers: { "Content-Encoding" => coding, **headers })
  end

  def bare_deflate(text)
    deflate = Zlib::Deflate.new(nil, -Zlib::MAX_WBITS)
    deflate.deflate(text, Zlib::FINISH)
  end

  {
    "gzip" => ->(text) { Zlib.gzip(text) },
    "X-GZIP" => ->(text) { Zlib.gzip(text) },
    "deflate" => ->(text) { Zlib.deflate(text) },
    "identity" => :itself.to_proc,
    "none" => :itself.to_proc,
    "deflate, gzip" => ->(text) { Zlib.gzip(Zlib.deflate(text)) },
    " gzip ,, identity" => ->(text) { Zlib.gzip(text) }
  }.each do |coding, pack|
    it "unpacks #{coding}" do
      answer(coding, pack.call(plain))
      response = token.get("/call")
      expect(response.body).to eq plain
      expect(response.headers.to_h.transform_keys(&:downcase))
        .to include("content-length" => plain.bytesize.to_s).and exclude("content-encoding")
    end
  end

  define_method(:exclude) { |name| satisfy("have no #{name}") { |headers| !headers.key?(name) } }

  it "unpacks deflate without the frame of zlib, as some servers send it" do
    answer("deflate", bare_deflate(plain))
    expect(token.get("/call").body).to eq plain
  end

  it "unpacks a gzip of several members, and leaves what follows them" do
    answer("gzip", "#{Zlib.gzip("[1,")}#{Zlib.gzip("2]")}\0\0")
    expect(token.get("/call").parsed).to eq [1, 2]
  end

  it "unpacks two fields" do
    api.on("/call") do |exchange|
      body = Zlib.gzip(Zlib.gzip("[1]"))
      exchange.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n" \
                     "Content-Encoding: gzip\r\nContent-Length: #{body.bytesize}\r\n\r\n#{body}")
    end
    expect(token.get("/call").parsed).to eq [1]
  end

  it "asks for no coding" do
    answer("gzip", Zlib.gzip("[]"))
    token.get("/call")
    expect(api.requests.first.headers).not_to include "accept-encoding"
  end

  it "unpacks what a refusal says" do
    answer("gzip", Zlib.gzip(JSON.generate(error: "invalid_scope")), status: 403)
    expect(error_of { token.get("/call") }).to have_attributes(status: 403, error: "invalid_scope")
  end

  it "leaves an answer without a body as it is" do
    api.answer("/call", headers: { "Content-Encoding" => "gzip" })
    expect(token.get("/call")).to have_attributes(body: "", headers: include("Content-Encoding" => "gzip"))
    api.on("/call") { |exchange| exchange.write("HTTP/1.1 204 No\r\nContent-Encoding: br\r\n\r\n") }
    expect(token.get("/call").status).to eq 204
  end

  it "leaves an answer to HEAD as it is" do
    api.on("/call") do |exchange|
      exchange.write("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 99\r\n\r\n")
    end
    headers = token.request(:head, "/call").headers
    expect(headers).to include("Content-Encoding" => "br", "Content-Length" => "99")
  end

  it "leaves a part of a packed whole as it is" do
    part = Zlib.gzip(plain)[10, 20]
    answer("gzip", part, status: 206, "Content-Range" => "bytes 10-29/120")
    expect(token.get("/call").body).to eq part
  end

  describe "in a way that cannot be unpacked" do
    gzip = Zlib.gzip("[1, 2, 3]" * 100)
    {
      "gzip that is cut short" => ["gzip", gzip[0..-20]],
      "gzip without its check sum" => ["gzip", gzip[0..-9]],
      "gzip with a wrong check sum" => ["gzip", "#{gzip[0..-9]}\0\0\0\0#{gzip[-4..]}"],
      "gzip that is none" => ["gzip", '{"a":1}'],
      "gzip with a second member that is cut short" => ["gzip", gzip + gzip[0..-20]],
      "deflate that is cut short" => ["deflate", Zlib.deflate("[1, 2, 3]" * 100)[0..-8]],
      "deflate that is none" => ["deflate", '{"a":1}']
    }.each do |words, (coding, body)|
      it "says so of #{words}" do
        answer(coding, body)
        expect(error_of { token.get("/call") })
          .to be_an_instance_of(OmniAuth::Litmus::ProtocolError).and have_attributes(code: :response_malformed)
      end
    end

    ["br", "zstd", "gzip, br", "compress", "aes128gcm", (["gzip"] * 5).join(",")].each do |coding|
      it "says so of #{coding}, and which status it was" do
        answer(coding, "\x1b\x02", status: 502)
        expect(error_of { token.get("/call") })
          .to be_an_instance_of(OmniAuth::Litmus::ProtocolError)
          .and have_attributes(code: :response_encoding_unsupported, message: /status 502.*gzip and deflate/)
      end
    end

    it "hands br over to whoever asked for it" do
      answer("br", "\x1b\x02")
      response = token.get("/call", headers: { "Accept-Encoding" => "br" })
      expect(response).to have_attributes(body: "\x1b\x02".b, headers: include("Content-Encoding" => "br"))
    end
  end

  describe "to be larger than it may be" do
    {
      "gzip" => ["gzip", ->(text) { Zlib.gzip(text) }],
      "deflate" => ["deflate", ->(text) { Zlib.deflate(text) }],
      "gzip in gzip" => ["gzip, gzip", ->(text) { Zlib.gzip(Zlib.gzip(text)) }],
      "gzip of many members" => ["gzip", ->(text) { Zlib.gzip(text[0, text.length / 64]) * 64 }]
    }.each do |words, (coding, pack)|
      it "says so of #{words}" do
        answer(coding, pack.call(" " * 40_000_000))
        expect(error_of { token.get("/call") }).to have_attributes(code: :response_too_large)
      end
    end
  end
end
