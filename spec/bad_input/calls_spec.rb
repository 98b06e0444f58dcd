# frozen_string_literal: true

require_relative "../support/bad_input"

# What an app passes wrongly is named, and not shown.
RSpec.describe OmniAuth::Litmus::Client, "with bad arguments" do
  include_context "with a scripted Litmus"

  let(:litmus_client) { described_class.new(*client, site:) }

  {
    "a verb that is none" => [:invalid_method, ->(client, _) { client.request("s3cr3t verb", "/") }],
    "an address that is none" => [:invalid_url, ->(client, _) { client.request(:get, "http://[s3cr3t") }],
    "no address" => [:invalid_value, ->(client, _) { client.request(:get, nil) }],
    "an address that is no text" => [:invalid_value, ->(client, _) { client.request(:get, "/s3cr3t\xFF") }],
    "params that are no Hash" => [:invalid_value, ->(client, _) { client.request(:get, "/", params: "a=s3cr3t") }],
    "headers that are no Hash" => [:invalid_value, ->(client, _) { client.request(:get, "/", headers: "s3cr3t") }],
    "a header of two lines" =>
      [:invalid_header, ->(client, _) { client.request(:get, "/", headers: { "a" => "b\r\nc: s3cr3t" }) }],
    "a header's name of two lines" =>
      [:invalid_header, ->(client, _) { client.request(:get, "/", headers: { "a\r\ns3cr3t" => "b" }) }],
    "an address without end" =>
      [:invalid_url, ->(client, _) { client.request(:get, "/", params: { a: "s3cr3t" * 20_000 }, retries: 2) }],
    "a token that makes an address without end" => [:invalid_url, lambda do |client, token|
      token.new(client, "s3cr3t" * 20_000, mode: :query).get("/")
    end],
    "a host that HTTP does not know" =>
      [:invalid_url, ->(client, _) { client.request(:get, "https://s3cr3t{}.example/") }],
    "header fields without end" => [:too_many_values, lambda do |client, _|
      client.request(:get, "/", headers: (0..10_000).to_h { |nth| ["s3cr3t-#{nth}", "x"] })
    end],
    "header fields without end for a token request" => [:too_many_values, lambda do |client, _|
      client.get_token({ grant_type: "client_credentials", headers: (0..40_000).to_h { |n| ["s3cr3t-#{n}", "x"] } })
    end],
    "a deadline that is no number" => [:invalid_value, ->(client, _) { client.request(:get, "/", timeout: "s3cr3t") }],
    "a deadline in the past" => [:invalid_timeout, ->(client, _) { client.request(:get, "/", timeout: -1) }],
    "a body that is an object" => [:invalid_value, ->(client, _) { client.request(:post, "/", body: ["s3cr3t"]) }],
    "JSON that is no UTF-8" =>
      [:invalid_value, ->(client, _) { client.request(:post, "/", json: { a: "s3cr3t\xFF" }) }],
    "a value that is no UTF-8" =>
      [:invalid_value, ->(client, _) { client.request(:get, "/", params: { a: "s3cr3t\xFF" }) }],
    "an object that says what is no UTF-8" => [:invalid_value, lambda do |client, _|
      client.request(:get, "/", params: { a: Class.new { def to_s = "s3cr3t\xFF" }.new })
    end],
    "JSON that is no number" => [:invalid_value, ->(client, _) { client.request(:post, "/", json: Float::NAN) }],
    "a token of two lines" =>
      [:invalid_header, ->(client, token) { token.from_hash(client, access_token: "s3cr3t\n").get("/") }],
    "no token to revoke" => [:missing_token, ->(client, _) { client.revoke("") }],
    "a grant that is none" => [:invalid_value, ->(client, _) { client.get_token({ grant_type: "s3cr3t" }) }],
    "no grant" => [:invalid_value, ->(client, _) { client.get_token({}) }],
    "a redirect_uri that is no address" =>
      [:invalid_redirect_uri, ->(client, _) { client.auth_code.get_token("s3cr3t", redirect_uri: "s3cr3t") }]
  }.each do |words, (code, call)|
    it "refuses #{words}, and sends nothing" do
      expect { call.call(litmus_client, OmniAuth::Litmus::AccessToken) }
        .to raise_error(OmniAuth::Litmus::ConfigurationError) { |error|
          expect(error).to have_attributes(code:, hint: be, retryable?: false)
          expect(secrets.in(BadInput::Words.of(error))).to be_empty
        }
      expect(litmus.connections).to eq 0
    end
  end

  it "sends no code that is none" do
    [nil, "", ["s3cr3t"]].each do |code|
      expect { litmus_client.auth_code.get_token(code) }
        .to raise_error(OmniAuth::Litmus::ProtocolError) { |error| expect(error.code).to eq :missing_code }
    end
    expect(litmus.connections).to eq 0
  end
end
