# frozen_string_literal: true

require "json"
require "rack/utils"

RSpec.describe OmniAuth::Litmus::Response, "and what it makes of a body" do
  def parsed(body, type: "application/json")
    described_class.new(200, { "content-type" => type }, body).parsed
  end

  def code_of(body)
    parsed(body)
  rescue OmniAuth::Litmus::ProtocolError => e
    e.code
  end

  # What Ruby's own parser makes of it, floats to the last bit and -0.0 as such.
  [
    "18446744073709551615", "18446744073709551617", "-9223372036854775809", "1180591620717411303425", "9" * 4300,
    "-0", "0", "-0.0", "1.5", "1E5", "1e-5", "0.1000000000000000055", "123456789.123456789", "5e-324", "1e400",
    "-1e400", "1e-400", "2.2250738585072014e-308", "9007199254740993.0",
    '{"z":1,"a":{"y":2,"b":3}}', '{"a":1,"b":2,"a":3}', '{"":1}', "[]", "{}", "[[],{}]", " [ 1 , 2 ] ", "null", "true",
    '"a\u00e9\ud83d\ude00\/\b\f\n\r\t\\\\\""', "\"\u00e9\u{1f600}\u2028\"", '"\u0000"', "[#{"[" * 99}#{"]" * 99}]"
  ].each do |body|
    it "reads #{body[0, 40]} as JSON.parse does" do
      ours = parsed(body.dup)
      theirs = JSON.parse(body, allow_duplicate_key: true) # json 3 refuses them otherwise
      expect([ours.class, ours.inspect]).to eq [theirs.class, theirs.inspect]
      expect(JSON.generate(ours)).to eq JSON.generate(theirs) unless body.include?("e400")
    end
  end

  ["9" * 4301, "1.#{"1" * 4300}", "[#{"[" * 100}#{"]" * 100}]"].each do |body|
    it "names what is too much in #{body[0, 20]}…" do
      expect(code_of(body)).to eq :response_too_complex
    end
  end

  ["{", "[1,]", "01", "NaN", "\"\xFF\"", '"\ud800"', '"\udc00"', "\"a\nb\"", "1 2", "/**/1", " "].each do |body|
    it "refuses #{body.inspect}" do
      expect(code_of(body)).to eq :response_not_json
    end
  end

  it "sees a media type that the app has corrected" do
    response = described_class.new(200, "content-type: text/html\n", "{}")
    response.headers["content-type"] = "application/json"
    expect([response.content_type, response.parsed]).to eq ["application/json", {}]
  end

  it "takes bytes for the text that they are" do
    expect(parsed("\"\u00e9\"".b)).to eq "\u00e9"
  end

  ["l=1&l=2&n=5", "m%5B%5D=3&m%5B%5D=4", "a%5Bb%5D=6&empty=&plus=a+b&none", "a=1;b=2"].each do |form|
    it "reads the form #{form} as Rack does" do
      expect(parsed(form, type: "application/x-www-form-urlencoded")).to eq Rack::Utils.parse_query(form)
    end
  end
end
