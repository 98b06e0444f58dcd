# frozen_string_literal: true

RSpec.describe "What the Ruby gem does: the access token" do
  # `refresh`, `revoke` and `response` came with oauth2 2.0 and cannot be asked of every version here.
  let(:token) { signed_in_token }
  let(:type) { token.class }

  def echo(verb, path = "/echo", **options)
    token.public_send(verb, path, options).parsed
  end

  def given(members = {})
    type.from_hash(token.client, { "access_token" => "given" }.merge(members))
  end

  describe "what Litmus said" do
    it "has the token and the refresh token" do
      expect(token).to have_attributes(token: match(/\A\h{32}\z/), refresh_token: match(/\A\h{32}\z/))
    end

    it "has the lifetime in seconds, and the moment it ends" do
      expect(token).to have_attributes(expires_in: 7200, expires_at: be_within(60).of(Time.now.to_i + 7200))
    end

    it "has the other members, by []" do
      expect([token["scope"], token["created_at"], token["nothing"]]).to match(["full", Integer, nil])
    end

    it "has the other members, by params" do
      expect(token.params).to include("scope" => "full", "token_type" => "Bearer")
    end

    it "has the client it came from" do
      expect(token.client).to have_attributes(id: "app-id", secret: "app-secret", site: oauth_host)
    end

    it "has the header that presents it" do
      expect(token.headers).to eq("Authorization" => "Bearer #{token.token}")
    end
  end

  it "is restored from a form" do
    expect(type.from_kvform(token.client, "access_token=given&refresh_token=r&scope=full"))
      .to have_attributes(token: "given", refresh_token: "r", params: include("scope" => "full"))
  end

  describe "expiry" do
    it "is ahead for a new token" do
      expect(token).to have_attributes(expires?: true, expired?: false)
    end

    it "is past for an old one" do
      expect(given("expires_at" => Time.now.to_i - 60)).to have_attributes(expires?: true, expired?: true)
    end

    it "is not there without expires_in" do
      expect(given).to have_attributes(expires?: false, expired?: false, expires_in: nil, expires_at: nil)
    end

    it "is read from a String" do
      expect(given("expires_at" => (Time.now.to_i + 60).to_s).expires_at).to be_an(Integer)
      expect(given("expires_in" => "60").expires_in).to eq(60)
    end

    # A column with a time, a JSON column, a YAML file.
    moment = Time.now.to_i + 3600
    {
      "a Time" => Time.at(moment), "a Time of another zone" => Time.at(moment).getlocal("+09:00"),
      "a Float" => moment + 0.25, "a Rational" => Rational(moment), "a text with blanks" => " #{moment} ",
      "a text with a fraction" => "#{moment}.25", "a text with a time" => Time.at(moment).utc.iso8601
    }.each do |what, expires_at|
      it "is read from #{what}" do
        expect([given("expires_at" => expires_at), given(expires_at:)])
          .to all have_attributes(expires?: true, expires_at: moment, expired?: false)
      end
    end

    it "is read from a Time that is over" do
      expect(given("expires_at" => Time.now - 60)).to have_attributes(expires?: true, expired?: true)
    end
  end

  describe "a request" do
    it "gets what is parsed from JSON" do
      expect(token.get("#{api_host}/v2/users/current").parsed["user"]["first_name"]).to eq("Ada")
    end

    it "goes to the client's site where the address is a path" do
      echo(:get)
      expect(litmus.requests("/echo").last.headers["host"]).to eq(URI(oauth_host).authority)
    end

    it "carries the token" do
      echo(:get)
      expect(litmus.requests("/echo").last.token).to eq(token.token)
    end

    %i[get post put patch delete].each do |verb|
      it("may be a #{verb.upcase}") { expect(echo(verb)["verb"]).to eq(verb.upcase.to_s) }
    end

    it "may name its verb" do
      expect(token.request(:put, "/echo").parsed["verb"]).to eq("PUT")
    end

    it "takes params for the query" do
      expect(echo(:get, params: { page: 2, q: "a b&c" })["query"]).to include("page" => "2", "q" => "a b&c")
    end

    it "sends a Hash as a form" do
      expect(echo(:post, body: { "plain_text" => "Hello World & more" })["params"])
        .to include("plain_text" => "Hello World & more")
      expect(litmus.requests("/echo").last).not_to be_json
    end

    it "takes params in place of those in the address" do
      token.get("/echo?page=1&per=5", params: { page: 2 })
      expect(litmus.requests("/echo").last.query).to include("page" => "2", "per" => "5")
      token.get("/echo?tag[]=a&tag[]=b", params: { "tag" => ["c"] })
      expect(litmus.requests("/echo").last.query).to include("tag[]" => "c")
    end

    it "takes lists and hashes in params, as Rack reads them" do
      echo(:get, params: { ids: [1, 2], filter: { name: "a b" } })
      expect(litmus.requests("/echo").last.query).to include("ids[]" => %w[1 2], "filter[name]" => "a b")
    end

    it "sends lists and hashes in a form, as Rack reads them" do
      expect(echo(:post, body: { "ids" => [1, 2], "filter" => { "name" => "a b" } })["params"])
        .to include("ids[]" => %w[1 2], "filter[name]" => "a b")
    end

    it "sends a String as a form where the headers say nothing" do
      expect(echo(:post, body: "a=1&b=2")["params"]).to include("a" => "1", "b" => "2")
      expect(litmus.requests("/echo").last.headers["content-type"]).to eq("application/x-www-form-urlencoded")
    end

    it "sends a String as it is, with the type that the headers say" do
      body = JSON.generate("plain_text" => "Hello")
      expect(echo(:post, body:, headers: { "Content-Type" => "application/json" })["params"])
        .to eq("plain_text" => "Hello")
    end

    it "spells Symbols as names of header fields" do
      echo(:post, body: "{}", headers: { content_type: "application/json", x_trace: "7" })
      expect(litmus.requests("/echo").last.headers).to include("content-type" => "application/json", "x-trace" => "7")
    end

    it "may carry the token in a form" do
      token.options = token.options.merge(mode: :body)
      echo(:post, body: { "a" => "1" })
      expect(litmus.requests("/echo").last.params).to eq("a" => "1", "access_token" => token.token)
    end

    it "takes headers" do
      echo(:get, headers: { "X-Trace" => "7" })
      expect(litmus.requests("/echo").last.headers["x-trace"]).to eq("7")
    end

    it "follows a redirect" do
      expect(token.get("/moved").parsed["query"]).to include("moved" => "yes")
    end

    it "may choose another header format" do
      token.options = token.options.merge(header_format: "OAuth %s", mode: :header)
      echo(:get)
      expect(litmus.requests("/echo").last.headers["authorization"]).to eq("OAuth #{token.token}")
    end
  end

  describe "a response" do
    let(:response) { token.get("#{api_host}/v2/users/current") }

    it "has status, body and type" do
      expect(response).to have_attributes(status: 200, content_type: "application/json",
                                          body: JSON.generate("user" => DropIn::FakeLitmus::USER))
    end

    it "has headers, named in either case" do
      expect(%w[content-type Content-Type].map { |name| response.headers[name] })
        .to eq(["application/json; charset=utf-8"] * 2)
    end

    it "has headers, named by a Symbol" do
      expect(response.headers[:content_type]).to eq("application/json; charset=utf-8")
    end

    it "parses what the app has a parser for, by its type or by name" do
      response.class.register_parser(:drop_in, ["text/x-drop-in"]) { |body| body.split(";") }
      litmus.answer("/own", 200, "a;b", type: "text/x-drop-in")
      litmus.answer("/page", 200, "c;d")
      expect([token.get("/own").parsed, token.get("/page", parse: :drop_in).parsed]).to eq([%w[a b], %w[c d]])
    end

    it "parses a form" do
      litmus.answer("/form", 200, "a=1&b=2", type: "application/x-www-form-urlencoded")
      expect(token.get("/form").parsed).to eq("a" => "1", "b" => "2")
    end

    it "parses a list" do
      litmus.answer("/clients", 200, '["ol2019","gmail"]', type: "application/json")
      expect(token.get("/clients").parsed).to eq(%w[ol2019 gmail])
    end

    it "parses what the caller says it is" do
      litmus.answer("/page", 200, '{"a":1}')
      expect([token.get("/page", parse: :json).parsed, token.get("/page", parse: :text).parsed])
        .to eq([{ "a" => 1 }, '{"a":1}'])
    end

    it "parses nothing of a type it does not know" do
      litmus.answer("/page", 200, "<h1>Hello</h1>")
      expect(token.get("/page")).to have_attributes(parsed: nil, body: "<h1>Hello</h1>")
    end

    # The error's class differs; what an app finds in it does not.
    it "that is an error raises one, with the response" do
      litmus.answer("/gone", 404, { "error" => "not_found" })
      expect { token.get("/gone") }.to raise_error(StandardError) { |error|
        expect(error.response).to have_attributes(status: 404, parsed: { "error" => "not_found" })
      }
    end

    it "that is an error is returned where raise_errors is false" do
      expect(token.get("/nothing-here", raise_errors: false).status).to eq(404)
    end
  end

  describe "refresh!" do
    it "asks for a new token with the refresh token and the credentials" do
      token.refresh!
      expect(litmus.token_requests.last)
        .to have_attributes(params: include("grant_type" => "refresh_token", "refresh_token" => token.refresh_token),
                            credentials: %w[app-id app-secret])
    end

    it "returns another token and leaves this one" do
      before = token.to_hash
      fresh = token.refresh!
      expect(fresh).to be_a(type).and have_attributes(token: match(/\A\h{32}\z/), expired?: false)
      expect([fresh.token == token.token, token.to_hash]).to eq([false, before])
    end

    it "has the new refresh token" do
      fresh = token.refresh!
      expect(fresh.refresh_token).to match(/\A\h{32}\z/)
      expect(fresh.refresh_token).not_to eq(token.refresh_token)
    end

    it "keeps the old one where Litmus sends none" do
      token
      litmus.grants.token_members = { "refresh_token" => nil }
      expect(token.refresh!.refresh_token).to eq(token.refresh_token)
    end

    it "takes more parameters" do
      token.refresh!(audience: "api")
      expect(litmus.token_requests.last.params["audience"]).to eq("api")
    end

    it "carries the options over" do
      token.options[:param_name] = "bearer"
      expect(token.refresh!.options[:param_name]).to eq("bearer")
    end

    it "works with a refresh token set later" do
      kept = given
      kept.refresh_token = token.refresh_token
      expect(kept.refresh!.token).to match(/\A\h{32}\z/)
    end

    it "raises without a refresh token, and asks nobody" do
      lone = given
      expect { lone.refresh! }.to raise_error(StandardError)
      expect(litmus.token_requests.size).to eq(1)
    end

    it "raises where Litmus refuses, with the response" do
      token.refresh!
      expect { token.refresh! }.to raise_error(StandardError) { |error|
        expect(error.response).to have_attributes(status: 400, parsed: include("error" => "invalid_grant"))
      }
    end
  end

  describe "to_hash and from_hash" do
    it "has the token, the refresh token and the expiry" do
      expect(token.to_hash).to include(access_token: token.token, refresh_token: token.refresh_token,
                                       expires_at: token.expires_at)
    end

    # Their keys are Strings or Symbols, by version; stored, they are Strings.
    it "has the other members" do
      expect(JSON.parse(JSON.generate(token.to_hash))).to include("scope" => "full", "token_type" => "Bearer")
    end

    it "make the same token again" do
      again = type.from_hash(token.client, token.to_hash)
      expect(again).to have_attributes(token: token.token, refresh_token: token.refresh_token,
                                       expires_at: token.expires_at, expires?: true)
    end

    it "make the same token again from stored JSON" do
      again = type.from_hash(token.client, JSON.parse(JSON.generate(token.to_hash)))
      expect(again).to have_attributes(token: token.token, refresh_token: token.refresh_token,
                                       expires_at: token.expires_at)
      expect(again["scope"]).to eq("full")
    end

    it "make a token that works" do
      again = type.from_hash(token.client, token.to_hash)
      expect(again.get("#{api_host}/v2/users/current").parsed["user"]["id"]).to eq(4711)
      expect(litmus.profile_requests.last.token).to eq(token.token)
    end

    it "leave the names of the other members as they are" do
      again = type.from_hash(token.client, access_token: "given", scope: "full")
      expect([again.params, again[:scope], again.to_hash[:scope]]).to eq([{ scope: "full" }, "full", "full"])
    end

    it "leave the hash alone" do
      stored = { "access_token" => "given", "expires_in" => 60 }.freeze
      expect(type.from_hash(token.client, stored).token).to eq("given")
    end
  end
end
