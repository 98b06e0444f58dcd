# frozen_string_literal: true

require "omniauth/litmus/token_source"
require_relative "../support/litmos_server"
require_relative "../support/scripted_server"

# What Litmos's API does by public recordings of it, where its documentation says nothing or something else.
RSpec.describe OmniAuth::Litmos::Client, "with answers as they were recorded" do
  key = LitmosServer::KEY

  let(:api) { ScriptedServer.new }
  let(:litmos) { described_class.new(api_key: key, source: "specs", base_url: "#{api.base_url}/v1.svc", retries: 0) }

  after { api.stop }

  def answering(document, path = "/v1.svc/users", status: 200)
    body = document.is_a?(String) ? document : JSON.generate(document)
    api.answer(path, status:, body:, type: "application/json; charset=utf-8")
  end

  def error_of
    yield
    nil
  rescue OmniAuth::Litmus::Error => e
    e
  end

  describe "moments" do
    {
      "2016-11-10T13:50:11Z" => Time.utc(2016, 11, 10, 13, 50, 11),
      "2016-12-09T07:54:27.1234567+13:00" => Time.new(2016, 12, 9, 7, 54, 27.1234567r, "+13:00"),
      "0001-01-01T00:00:00Z" => Time.utc(1)
    }.each do |text, time|
      it "reads #{text}" do
        answering([{ "At" => text, "Deep" => [text] }])
        found = litmos.get("/users").first
        expect([found["At"], found["Deep"].first, found["At"].utc_offset]).to eq([time, time, time.utc_offset])
      end
    end

    ["2016-11-10", "2019-05-06T01:12:35.990", "2016-11-10T13:50Z", "2016-13-10T13:50:11Z", "2016-02-30T13:50:11Z",
     "2016-11-10T13:50:11+99:00", "on 2016-11-10T13:50:11Z", "2016-11-10T13:50:11Z\n"].each do |text|
      it "leaves #{text.inspect}" do
        answering([{ "At" => text }])
        expect(litmos.get("/users").first["At"]).to eq(text)
      end
    end
  end

  describe "texts with HTML's escapes" do
    it "are what they stand for" do
      answering([{ "LastName" => "O&#39;Hara &amp; Söhne", "Tags" => ["&lt;b&gt;"], "Plain" => "AT&T; 1 < 2" }])
      expect(litmos.get("/users").first)
        .to eq("LastName" => "O'Hara & Söhne", "Tags" => ["<b>"], "Plain" => "AT&T; 1 < 2")
    end

    it "may be the whole document" do
      answering("[{&quot;LastName&quot;:&quot;O&#39;Hara&quot;,&quot;At&quot;:&quot;/Date(0)/&quot;}]")
      expect(litmos.get("/users")).to eq(["LastName" => "O'Hara", "At" => Time.utc(1970)])
    end

    it "do not end a text too early" do
      answering('[{"LastName":"a &quot;b&quot;"}]')
      expect(litmos.get("/users")).to eq(["LastName" => 'a "b"'])
    end
  end

  it "are read behind a byte order mark, also if they are escaped or nothing" do
    read = ['[{"Id":"u1"}]', "[{&quot;Id&quot;:&quot;u1&quot;}]", "", " "].map do |text|
      answering("\uFEFF#{text}")
      litmos.users.each.to_a
    end
    expect(read).to eq([[{ "Id" => "u1" }], [{ "Id" => "u1" }], [], []])
  end

  it "are read no further where entries without an Id come again" do
    answering(Array.new(2) { |n| { "Name" => n.to_s } })
    expect(litmos.users.each(limit: 2).map { |entry| entry["Name"] }.to_a).to eq(%w[0 1])
  end

  describe "words of an error" do
    { { Detail: "UserName already\nexists" } => "UserName already exists", { Message: "no" } => "no",
      { errors: [{ detail: "first" }, { detail: "second" }] } => "first", { Errors: ["as text"] } => "as text",
      { Detail: "&lt;b&gt; is wrong" } => "<b> is wrong", { detail: "small" } => "small",
      { Detail: "the key #{key} may not" } => "the key [REDACTED] may not", { Detail: 5 } => nil, { errors: [] } => nil,
      [] => nil, "{" => nil }.each do |document, words|
      it "are #{words.inspect} of #{document}" do
        answering(document, status: 400)
        expect(error_of { litmos.get("/users") }.description).to eq(words)
        expect(litmos.batch([{ url: "/users" }]).first.description).to eq(words)
      end
    end

    it "are there for a name that is taken, and for what has to wait" do
      answering({ Detail: "UserName already exists" }, status: 409)
      expect(error_of { litmos.users.create({ UserName: "a" }) })
        .to have_attributes(class: OmniAuth::Litmos::AlreadyExists, description: "UserName already exists")
      answering({ Message: "back soon" }, status: 503)
      expect(error_of { litmos.get("/users", timeout: 1) })
        .to have_attributes(class: OmniAuth::Litmus::RateLimited, description: "back soon")
    end

    it "never repeat a key that was changed meanwhile" do
      answering({ Detail: "old-key may not" }, status: 400)
      keys = %w[old-key new-key]
      client = described_class.new(api_key: -> { keys.shift }, source: "specs", base_url: "#{api.base_url}/v1.svc")
      expect(error_of { client.get("/users") }.description).to eq("[REDACTED] may not")
      expect(keys).to eq(%w[new-key])
    end

    it "never repeat a token" do
      answering({ Detail: "a-secret-token may not" }, status: 400)
      oauth = OmniAuth::Litmus::Client.new("id", "secret", provider: "litmos", site: api.base_url, token_url: "/token")
      api.answer("/token", body: '{"access_token":"a-secret-token","token_type":"bearer"}', type: "application/json")
      source = OmniAuth::Litmus::TokenSource.client_credentials(oauth)
      client = described_class.new(token_source: source, source: "specs", base_url: "#{api.base_url}/v1.svc")
      expect(error_of { client.get("/users") }.description).to eq("[REDACTED] may not")
    end
  end

  describe "a redirect" do
    before { api.on("/v1.svc/users/u1") { |exchange| exchange.answer(status: 302, headers: { "Location" => "/in" }) } }

    before { api.answer("/in", status: 302) }

    calls = { "a list" => ->(litmos) { litmos.each("/users/u1").to_a },
              "a record" => ->(litmos) { litmos.users.find("u1") },
              "a deletion" => ->(litmos) { litmos.users.delete("u1") },
              "a change" => ->(litmos) { litmos.put("/users/u1", json: {}) } }
    calls.each do |name, call|
      it "is not taken for the answer to #{name}" do
        expect(error_of { call[litmos] })
          .to have_attributes(class: OmniAuth::Litmus::ProtocolError, code: :redirect_refused, status: 302)
      end
    end

    it "can be looked at" do
      expect(litmos.request(:delete, "/users/u1", raise_errors: false).status).to eq(302)
    end
  end

  describe "a user to be changed" do
    whole = { "Id" => "u1", "UserName" => "ada", "FirstName" => "O&#39;Hara", "LastName" => "L", "Email" => "",
              "Active" => true, "CreatedDate" => "2016-11-10T13:50:11Z", "LastLogin" => "/Date(1497801750508+0000)/" }

    it "is sent whole, with its Id, and with moments as they came" do
      %w[u1 ada].each { |id| answering(whole, "/v1.svc/users/#{id}") }
      litmos.users.update("ada", Active: false, "LastName" => "King", Id: "another")
      expect(api.requests.map { |request| "#{request.verb} #{request.path}" })
        .to eq(["GET /v1.svc/users/ada", "PUT /v1.svc/users/u1"])
      expect(JSON.parse(api.requests.last.body))
        .to eq(**whole, "FirstName" => "O'Hara", "Active" => false, "LastName" => "King")
    end

    it "is missed before anything is sent" do
      api.answer("/v1.svc/users/u9", status: 404)
      expect(error_of { litmos.users.update("u9", Active: false) })
        .to have_attributes(class: OmniAuth::Litmos::NotFound, code: :no_such_user)
      expect(api.requests.map(&:verb)).to eq(%w[GET])
    end
  end

  describe "a user to be found" do
    jane = { "Id" => "u1", "UserName" => "jd77", "FirstName" => "Jane", "LastName" => "Doe",
             "Email" => "j.doe@example.org" }

    it "is found by an address that is not the user name, also where lists have no address" do
      answering([jane.except("Email")])
      answering(jane, "/v1.svc/users/u1")
      expect(litmos.users.find_by(email: "J.Doe@example.org")).to eq(jane)
    end

    it "is found by user name where a search does not look at it" do
      answering([])
      answering(jane, "/v1.svc/users/jd77")
      expect([litmos.users.find_by(user_name: "jd77"), litmos.users.details("jd77")]).to eq([jane, jane])
    end

    it "is nobody without a name" do
      expect([litmos.users.find_by(user_name: " "), litmos.users.find_by(email: nil)]).to eq([nil, nil])
      expect(api.requests).to be_empty
    end

    it "is not the list that has its name" do
      answering([jane], "/v1.svc/users/details")
      answering({ "Pagination" => {}, "Items" => [jane] }, "/v1.svc/users/paginated")
      expect([litmos.users.find("details"), litmos.users.find("paginated")]).to eq([nil, nil])
      expect(error_of { litmos.users.update("paginated", Active: false) }).to have_attributes(code: :no_such_user)
    end

    it "is nobody else where the name is taken by somebody who is not shown" do
      api.on("/v1.svc/users") do |exchange|
        taken = { status: 409, body: '{"Detail":"UserName already exists"}' }
        answer = exchange.request.verb == "POST" ? taken : { body: "[]" }
        exchange.answer(type: "application/json", **answer)
      end
      api.answer("/v1.svc/users/jd77", status: 404)
      expect(error_of { litmos.users.find_or_create({ UserName: "jd77", FirstName: "J", LastName: "D" }) })
        .to have_attributes(class: OmniAuth::Litmos::AlreadyExists, description: "UserName already exists")
    end
  end

  it "spells the name of an import as imports do, in its place" do
    answering({ "Id" => "i1", "Status" => "Completed" }, "/v1.svc/bulkimports")
    litmos.bulk_import([{ FirstName: "A", UserName: "a" }, { "UserName" => "b" }, { Username: "c" }])
    expect(JSON.parse(api.requests.first.body)).to eq([{ "FirstName" => "A", "Username" => "a" }, { "Username" => "b" },
                                                       { "Username" => "c" }])
  end

  it "sends the result of a module in the order of the API's definition" do
    answering("", "/v1.svc/results/modules/m1")
    litmos.results.complete("m1", user: "u1", course: "c1", note: "n", attempts: 1, score: 90, at: Time.at(0).utc)
    expect(api.requests.last.body).to eq('{"CourseId":"c1","UserId":"u1","Score":90,"Completed":true,' \
                                         '"UpdatedAt":"/Date(0+0000)/","Note":"n","Attempts":1}')
  end

  it "is no import where the answer has no Id" do
    ["", "[]", "{}", '{"Id":""}'].each do |text|
      answering(text, "/v1.svc/bulkimports")
      expect(error_of { litmos.bulk_import([{ Username: "a" }]) }).to have_attributes(code: :unexpected_answer)
    end
  end

  describe "the limit" do
    def client(key, **settings)
      described_class.new(api_key: key, source: "specs", base_url: "#{api.base_url}/v1.svc", rate_limit: 2, timeout: 1,
                          **settings)
    end

    it "is one for all keys of an organisation, and another for another" do
      answering([])
      %w[one two].each { |one| client(one).get("/users") }
      expect(error_of { client("three").get("/users") }).to have_attributes(code: :rate_limited)
      expect(client("four", site: "another").get("/users")).to eq([])
    end
  end

  it "asks for the key at each call where it may change, and shows it to nobody" do
    answering([])
    keys = %w[old-key new-key newest-key]
    client = described_class.new(api_key: -> { keys.shift }, source: "specs", base_url: "#{api.base_url}/v1.svc")
    2.times { client.get("/users") }
    client.batch([{ url: "/users" }, { url: "/users" }])
    expect(api.requests.map { |request| request.headers["apikey"] }).to eq(%w[old-key new-key newest-key newest-key])
    expect(error_of { client.get("/users") }).to have_attributes(code: :missing_api_key)
    expect(client.inspect).not_to include("key\"")
  end
end
