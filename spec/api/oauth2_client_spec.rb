# frozen_string_literal: true

require_relative "../support/bad_input/words"
require_relative "../support/scripted_api"

# What apps know of the oauth2 gem, its releases after 1.4 included; spec/drop_in has what is measured against the gem.
RSpec.describe OmniAuth::Litmus::Client, "as the oauth2 gem's" do
  include_context "with a scripted API"

  let(:members) { { access_token: "s3cr3t-a", refresh_token: "s3cr3t-r", token_type: "Bearer", scope: "full" } }

  before do
    api.answer("/oauth/token", body: JSON.generate(members), type: "application/json",
                               headers: { "X-Request-Id" => "r-1" })
    api.answer("/echo", body: "{}", type: "application/json")
    api.answer("/oauth/revoke", body: "{}", type: "application/json")
  end

  def got = client.auth_code.get_token("s3cr3t-code")

  describe "the answer that brought a token" do
    it "is there after an exchange, a refresh and client credentials" do
      [got, got.refresh!, client.client_credentials.get_token].each do |token|
        expect(token.response).to have_attributes(status: 200, body: JSON.generate(members),
                                                  parsed: include("scope" => "full"))
        expect(token.response.headers["X-Request-Id"]).to eq "r-1"
      end
    end

    it "shows no token, wherever it is shown" do
      shown = [got, got.response].flat_map { |object| [object.inspect, object.pretty_inspect, object.to_json] }
      expect(shown.join).not_to include "s3cr3t"
      expect(Marshal.dump(got.response)).not_to include "s3cr3t"
    end

    it "is none for a token that was restored" do
      expect(OmniAuth::Litmus::AccessToken.from_hash(client, got.to_hash).response).to be_nil
    end

    it "is no part of what is stored" do
      expect(got.to_hash.keys.map(&:to_s)).to match_array(%w[access_token refresh_token expires_at token_type scope])
    end
  end

  describe "settings that are changed after a use" do
    it "count from the next one" do
      client.request(:get, "/echo")
      client.options[:token_url] = "/other/token"
      client.options[:authorize_url] = "/other/authorize"
      expect([client.token_url, client.authorize_url])
        .to eq(%W[#{api.base_url}/other/token #{api.base_url}/other/authorize])
      client.options.update(auth_scheme: :basic_auth, headers: { "X-Tenant" => "1" }, token_url: "/oauth/token")
      got
      expect(api.requests.last.headers).to include("authorization" => start_with("Basic "), "x-tenant" => "1")
    end

    it "count where they stand inside of another" do
      client.options[:connection_opts] = { headers: { "X-Tenant" => "1" } }
      client.request(:get, "/echo")
      client.options[:connection_opts][:headers]["X-Tenant"] = "2"
      client.request(:get, "/echo")
      expect(api.requests.last(2).map { |request| request.headers["x-tenant"] }).to eq %w[1 2]
    end
  end

  it "adds parameters to the address of the token endpoint" do
    expect([client.token_url(tenant: 1, b: "x&y"), client.token_url({}), client.token_url(nil)])
      .to eq(%W[#{api.base_url}/oauth/token?tenant=1&b=x%26y #{api.base_url}/oauth/token #{api.base_url}/oauth/token])
    client.options[:token_url] = "/oauth/token?v=2"
    expect(client.token_url("tenant" => "a b")).to eq "#{api.base_url}/oauth/token?v=2&tenant=a+b"
  end

  it "keeps the class of a token that is refreshed, and its options" do
    own = Class.new(OmniAuth::Litmus::AccessToken)
    fresh = client.get_token({ grant_type: "authorization_code", code: "c" }, { mode: :query }, own).refresh!
    expect(fresh).to be_an_instance_of(own).and have_attributes(options: include(mode: :query))
  end

  it "refreshes with a client whose get_token takes two arguments" do
    two = Class.new(described_class) { def get_token(params, options = {}) = super }
    token = two.new("partner", "s3cr3t", site: api.base_url).auth_code.get_token("c")
    expect(token.refresh!.token).to eq "s3cr3t-a"
  end

  it "counts a token as expired expires_latency seconds before its end" do
    token = ->(more) { OmniAuth::Litmus::AccessToken.new(client, "t", expires_in: 60, **more) }
    expect([token[{}], token[{ expires_latency: 61 }]].map(&:expired?)).to eq [false, true]
  end

  it "revokes by the names of oauth2 2" do
    token = got
    expect([client.revoke_token("s3cr3t-a", :access_token), token.revoke!,
            token.revoke(token_type_hint: :refresh_token)]).to eq [true] * 3
    sent = api.requests("/oauth/revoke").map { |request| request.params.values_at("token", "token_type_hint") }
    access = %w[s3cr3t-a access_token]
    expect(sent).to eq [access, access, %w[s3cr3t-r refresh_token]]
  end

  describe "a token's mode" do
    def with(mode) = OmniAuth::Litmus::AccessToken.new(client, "s3cr3t-a&b", mode:)

    def sent = api.requests("/echo").last

    it "puts it into a form that is a Hash, a String, or not there" do
      with(:body).post("/echo", body: { a: 1 })
      with(:body).post("/echo", body: "a=1")
      with(:body).put("/echo")
      pair = "access_token=s3cr3t-a%26b"
      expect(api.requests("/echo").map(&:body)).to eq ["a=1&#{pair}", "a=1&#{pair}", pair]
      expect(sent.text).not_to match(/authorization/i)
    end

    it "puts it nowhere but into a form, and into none of a GET (RFC 6750 §2.2)" do
      calls = [->(token) { token.get("/echo") }, ->(token) { token.post("/echo", json: {}) },
               ->(token) { token.post("/echo", body: "{}", headers: { content_type: "application/json" }) }]
      errors = calls.map { |call| error_of { call.call(with(:body)) } }
      expect(errors).to all(be_an(OmniAuth::Litmus::ConfigurationError).and(have_attributes(code: :invalid_mode)))
      expect(api.requests("/echo")).to be_empty
    end

    it "is chosen for each verb by a proc" do
      token = with(->(verb) { verb == :get ? :header : :body })
      token.get("/echo")
      expect(sent.text).to include("Bearer s3cr3t-a&b")
      token.post("/echo")
      expect(sent.body).to eq "access_token=s3cr3t-a%26b"
    end
  end

  describe "parsing" do
    it "takes a proc of the body, or of the body and the response" do
      procs = [->(body) { body.length }, ->(body, response) { [body, response.status] }, :to_s.to_proc]
      expect(procs.map { |parse| client.request(:get, "/echo", parse:).parsed }).to eq [2, ["{}", 200], "{}"]
    end

    it "takes the name of a parser as a String" do
      expect(client.request(:get, "/echo", parse: "text").parsed).to eq "{}"
    end

    it "takes a parser of the app's for a type that is known already" do
      OmniAuth::Litmus::Response.register_parser(:own, "application/vnd.own+json") { "own" }
      api.answer("/own", body: "{}", type: "application/vnd.own+json; charset=utf-8")
      expect(client.request(:get, "/own").parsed).to eq "own"
    end
  end

  it "finds header fields by Symbol and in any case, however it is asked" do
    headers = got.response.headers
    expect([headers[:x_request_id], headers.fetch("X-Request-ID"), *headers.values_at(:x_request_id, "nothing")])
      .to eq ["r-1", "r-1", "r-1", nil]
    expect(%i[key? include? has_key? member?].map { |name| headers.public_send(name, :x_request_id) }).to all(be true)
  end

  it "names what it does not have, with what to use instead" do
    %i[password implicit assertion connection].each do |name|
      error = error_of { client.public_send(name) }
      expect(error).to be_an(OmniAuth::Litmus::ConfigurationError).and have_attributes(code: :unsupported, hint: be)
    end
  end
end
