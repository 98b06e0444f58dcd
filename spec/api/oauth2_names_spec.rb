# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "../support/scripted_server"

# In processes of their own: the names are lent to all of a process.
RSpec.describe "The lent names of the oauth2 gem" do
  include ChildProcess

  let(:server) { ScriptedServer.new }

  before do
    server.answer("/oauth/token", status: 400, type: "application/json",
                                  body: '{"error":"invalid_grant","error_description":"gone"}')
    server.answer("/down", status: 502, body: "<p>s3cr3t", type: "text/html")
  end

  after { server.stop }

  # @return [String] what the code printed, with an error of the token endpoint as `error` and one of a call as `other`
  def printed(code)
    output, = ruby(<<~RUBY, library: "omniauth/litmus/oauth2_names")
      require "ostruct"
      client = OAuth2::Client.new("id", "secret", site: "#{server.base_url}")
      error, other = [-> { client.auth_code.get_token("c") }, -> { client.request(:get, "/down") }].map do |call|
        call.call
      rescue OAuth2::Error => e
        e
      end
      #{code}
    RUBY
    output
  end

  it "have codes that compare with the provider's Strings, and with ours" do
    expect(printed(<<~'RUBY')).to eq("[true, true, true, false, true]\nsign in again\n")
      p [error.code == "invalid_grant", error.code == :invalid_grant, "invalid_grant" == error.code,
         error.code == "invalid_client", error.code.to_sym == :invalid_grant]
      puts case error.code
           when "invalid_client" then "check the secret"
           when "invalid_grant" then "sign in again"
           end
    RUBY
  end

  it "have the provider's word for what an API refuses, too, and ours for what it does not name" do
    { 400 => "invalid_grant", 404 => "no_such_thing", 409 => "taken", 500 => "internal" }.each do |status, word|
      server.answer("/#{status}", status:, type: "application/json", body: JSON.generate(error: word))
    end
    expect(printed(<<~'RUBY')).to eq(<<~TEXT)
      codes = [400, 404, 409, 500].map { |status| client.request(:get, "/#{status}", raise_errors: false).error.code }
      p codes, codes.map(&:to_sym)
      p [codes[1] == :not_found, codes[1] == "no_such_thing", codes[1] == "not_found", other.code == "server_error"]
    RUBY
      ["invalid_grant", "no_such_thing", "taken", "internal"]
      [:bad_request, :not_found, :conflict, :server_error]
      [true, true, false, true]
    TEXT
  end

  it "stand beside litmus-instant's" do
    server.answer("/v1/emails", status: 400, type: "application/json", body: '{"title":"Bad Request"}')
    server.answer("/v1/clients", status: 401, type: "application/json", body: "{}")
    expect(printed(<<~'RUBY')).to eq(%(["bad_request", true]\n["invalid_token", true]\n))
      require "omniauth/litmus/instant_names"
      Litmus::Instant.api_key = "key"
      Litmus::Instant.base_uri "#{client.site}/v1"
      [-> { Litmus::Instant.create_email(plain_text: "a") }, -> { Litmus::Instant.clients }].each do |call|
        call.call
      rescue Litmus::Instant::Error => e
        p [e.code, e.is_a?(OAuth2::Error)]
      end
    RUBY
  end

  it "have errors with description, response and body" do
    expect(printed(<<~'RUBY')).to eq("[\"gone\", 400, nil, 502, \"<p>s3cr3t\"]\n")
      p [error.description, error.response.status, other.description, other.response.status, other.body]
    RUBY
  end

  it "make an error of a response, of its members, or of words" do
    expect(printed(<<~'RUBY')).to eq(<<~TEXT)
      response = OAuth2::Response.new(OpenStruct.new(
        status: 401, headers: { "Content-Type" => "application/json" },
        body: %({"error":"invalid_client","error_description":"who?\\ns3cr3t"})
      ))
      made = OAuth2::Error.new(response)
      p [made.code == "invalid_client", made.description, made.message, made.response.equal?(response), response.error.equal?(made)]
      page = OAuth2::Error.new(OAuth2::Response.new(OpenStruct.new(status: 500, headers: nil, body: "<p>s3cr3t")))
      p [page.code, page.description, page.message, page.body]
      p [OAuth2::Error.new({ error: "invalid_scope" }).code, OAuth2::Error.new("words").message]
    RUBY
      [true, "who? s3cr3t", "invalid_client: who? s3cr3t", true, true]
      [nil, nil, "", "<p>s3cr3t"]
      ["invalid_scope", "words"]
    TEXT
  end

  it "have responses made of another library's, and tokens restored from what was stored" do
    expect(printed(<<~'RUBY')).to eq("[1, \"a;b\", true, \"t\", true]\n")
      faraday = OpenStruct.new(status: 200, headers: { "content-type" => "application/json" }, body: %({"a":1}))
      plain = OAuth2::Response.new(OpenStruct.new(status: 200, headers: {}, body: "a;b"), parse: :text)
      parsed = OAuth2::Response.new(faraday).parsed
      token = OAuth2::AccessToken.from_hash(client, "access_token" => "t", expires_at: 1)
      p [parsed["a"], plain.parsed, OAuth2::Response.new(faraday).response.equal?(faraday), token.token, token.expired?]
    RUBY
  end

  it "leave this gem's own ways as they are: events, sources of tokens, doctor" do
    expect(printed(<<~'RUBY')).to eq("[:invalid_grant]\n[true, true]\n")
      seen = []
      OmniAuth::Litmus.subscriber = ->(_, event) { seen << event[:code] if event[:code] }
      client.auth_code.get_token("c") rescue nil
      p seen
      p [OAuth2::TimeoutError, OAuth2::ConnectionError].map { |type| type <= OAuth2::Error }
    RUBY
  end
end
