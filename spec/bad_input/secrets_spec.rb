# frozen_string_literal: true

require "json"
require "yaml"
require_relative "../support/bad_input"
require_relative "../support/bad_input/child"

RSpec.describe OmniAuth::Litmus, "and its secrets" do
  include_context "with a scripted Litmus"

  let(:litmus_client) do
    settings = { site:, headers: { "Authorization" => "Basic s3cr3t" }, proxy: "http://partner:s3cr3t@proxy.example" }
    described_class::Client.new(*client, settings)
  end
  let(:token) do
    described_class::AccessToken.from_hash(litmus_client, access_token: "s3cr3t-access-token", expires_in: 7200,
                                                          refresh_token: "s3cr3t-refresh-token", scope: "full")
  end
  let(:response) { token.get("/echo") }
  let(:api_error) { error_of { token.get("/refused") } }
  let(:oauth_error) do
    litmus.answer_token('{"error":"invalid_client","s3cr3t":"s3cr3t"}', status: 401)
    error_of { litmus_client.client_credentials.get_token }
  end

  before do
    { "/echo" => 200, "/refused" => 403 }.each do |path, status|
      litmus.answer(path, body: '{"token":"s3cr3t-access-token"}', type: "application/json", status:,
                          headers: { "Set-Cookie" => "a=s3cr3t" })
    end
  end

  def error_of
    yield
  rescue described_class::Error => e
    e
  else
    raise "nothing was raised"
  end

  {
    "the client" => :litmus_client, "the token" => :token, "a response" => :response, "an API's error" => :api_error,
    "the token endpoint's error" => :oauth_error
  }.each do |words, name|
    describe "in #{words}" do
      let(:holder) { public_send(name) }

      it "are not shown by inspect, and so not by what asks it" do
        nested = [holder, { holder => [holder] }]
        no_method = error_of_any { holder.no_such_method }
        shown = [holder.inspect, holder.to_s, nested.inspect, nested.to_s, no_method.message]
        expect(secrets.in(shown.join("\n").b)).to be_empty
      end

      it "are not shown by pretty_print" do
        shown = [holder.pretty_inspect, [holder, { a: holder }].pretty_inspect]
        expect(secrets.in(shown.join("\n").b)).to be_empty
      end

      it "do not get into a dump, a YAML document or JSON" do
        dumps = [-> { Marshal.dump(holder) }, -> { Marshal.dump([{ holder: }]) }, -> { YAML.dump(holder) },
                 -> { YAML.dump([{ holder: }]) }, -> { JSON.generate(holder) }, -> { JSON.generate([{ holder: }]) }]
        expect(secrets.in(dumps.map { |dump| dumped(&dump) }.join("\n").b)).to be_empty
      end
    end
  end

  def error_of_any
    yield
  rescue StandardError => e
    e
  end

  # What a dump holds, or what it says instead.
  def dumped
    yield
  rescue TypeError => e
    BadInput::Words.of(e)
  end

  {
    "the client" => [:litmus_client, "its settings"], "the token" => [:token, "token.to_hash, encrypted"]
  }.each do |words, (name, instead)|
    it "keep #{words} from being dumped, with a word on what to keep instead" do
      holder = public_send(name)
      [-> { Marshal.dump(holder) }, -> { YAML.dump(holder) }].each do |dump|
        expect(&dump).to raise_error(TypeError, /holds secrets and cannot be dumped; store #{instead}/)
      end
    end
  end

  it "are in what the app asks for" do
    expect(token.to_hash).to eq(access_token: "s3cr3t-access-token", expires_at: token.expires_at,
                                refresh_token: "s3cr3t-refresh-token", scope: "full")
    expect(response.body).to include("s3cr3t-access-token")
    expect(api_error.response.parsed).to eq("token" => "s3cr3t-access-token")
  end

  # ActiveSupport writes JSON by instance variables, where an object does not say otherwise.
  it "do not get into ActiveSupport's JSON" do
    shown = BadInput::Child.run(<<~'RUBY')
      require "active_support"
      require "active_support/json"

      client = OmniAuth::Litmus::Client.new("partner", "s3cr3t", headers: { "Authorization" => "s3cr3t" })
      token = OmniAuth::Litmus::AccessToken.from_hash(client, access_token: "s3cr3t", refresh_token: "s3cr3t")
      response = OmniAuth::Litmus::Response.new(200, { "set-cookie" => "s3cr3t" }, "s3cr3t")
      error = OmniAuth::Litmus::ApiError.new("no", response:)
      puts JSON.generate([client, token, response, error, { client:, token: }].map(&:to_json))
    RUBY
    expect(shown.join("\n")).not_to include("s3cr3t")
  rescue RuntimeError => e
    raise unless e.message.include?("cannot load such file -- active_support")

    skip "needs Active Support"
  end

  describe "in the auth hash" do
    let(:options) { { include_raw_info: true } }
    let(:auth) do
      litmus.answer_tokens(refresh_token: "s3cr3t-refresh-token")
      sign_in(person.begin_login.come_back).auth
    end

    it "are plain values, which survive Marshal, JSON and a session" do
      expect(Marshal.load(Marshal.dump(auth))).to eq auth
      expect(JSON.parse(JSON.generate(auth))).to eq auth.to_hash
    end

    it "are where OmniAuth has them" do
      expect(auth.credentials.to_hash).to include("token" => "s3cr3t-access-token", "expires" => true,
                                                  "refresh_token" => "s3cr3t-refresh-token")
      expect(auth.extra.raw_info.to_hash).to include("id" => 1001)
    end
  end

  describe "in the strategy" do
    let(:behind) { ->(env) { [200, {}, [env["omniauth.strategy"].inspect, env["omniauth.strategy"].pretty_inspect]] } }

    it "are not shown by inspect and pretty_print" do
      outcome = sign_in(person.begin_login.come_back)
      expect(outcome.answer.body).to include("OmniAuth::Strategies::Litmus")
      expect(outcome.leaks).to be_empty
    end
  end
end
