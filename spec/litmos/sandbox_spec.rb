# frozen_string_literal: true

ENV["RACK_ENV"] ||= "test"

require "json"
require "rack/lint"
require "omniauth/litmos/sandbox"
require_relative "../support/local_browser"

RSpec.describe OmniAuth::Litmos::Sandbox do
  include LocalBrowser

  key = described_class::DEMO_API_KEY

  let(:switches) { {} }
  let(:events) { [] }
  let(:sandbox) { described_class.new(on_event: events.method(:<<), **switches) }
  let(:app) { Rack::Lint.new(sandbox) }

  def ask(verb, path, document = nil, key: OmniAuth::Litmos::Sandbox::DEMO_API_KEY, **env)
    source = env.delete(:source) || "specs"
    query = path.include?("?") ? "&" : "?"
    header = key ? { "HTTP_APIKEY" => key } : {}
    body = document ? { input: JSON.generate(document), "CONTENT_TYPE" => "application/json" } : {}
    public_send(verb, "/v1.svc#{path}#{query}source=#{source}", {}, { **header, **body, **env })
    last_response
  end

  def told = JSON.parse(last_response.body)

  describe "at its door" do
    { "without a key" => { key: nil }, "with a wrong key" => { key: "wrong" }, "without a source" => { source: "" } }
      .each do |words, request|
      it "is a 403 #{words}, without words" do
        expect([ask(:get, "/users", **request).status, last_response.body]).to eq([403, ""])
      end
    end

    it "is not for other machines, nor under other names" do
      [{ "HTTP_HOST" => "evil.example" }, { "HTTP_X_FORWARDED_FOR" => "198.51.100.8" },
       { "REMOTE_ADDR" => "198.51.100.8" }].each do |headers|
        expect(ask(:get, "/users", **headers).body).to include("The sandbox does not answer here")
      end
    end

    it "tells no secret" do
      ask(:get, "/users")
      expect([sandbox.inspect, events].join).not_to include(key)
      expect(events).to eq([{ method: "GET", path: "/v1.svc/users", status: 200 }])
    end

    it "tells people what to give to a client, and nobody else's key" do
      page = get("/")
      expect([page.status, page.content_type]).to eq([200, "text/html; charset=utf-8"])
      expect(page.body).to include("http://localhost/v1.svc", key, "LITMOS_BASE_URL", "A stand-in for litmos.com")
      own = described_class.new(api_keys: ["t0p-s3cret"])
      body = own.call(Rack::MockRequest.env_for("http://localhost/", "REMOTE_ADDR" => "127.0.0.1"))[2].join
      expect(body).to include("one of those that are configured").and(satisfy { |text| !text.include?("s3cret") })
      expect(get("/", {}, "REMOTE_ADDR" => "203.0.113.1").status).to eq(403)
    end

    it "keeps out who is elsewhere" do
      expect(ask(:get, "/users", "REMOTE_ADDR" => "203.0.113.1").status).to eq(403)
    end
  end

  describe "with https_only" do
    let(:switches) { { https_only: true } }

    it "is a 403 over plain http" do
      expect([ask(:get, "/users").status, ask(:get, "/users", "HTTPS" => "on").status]).to eq([403, 200])
    end
  end

  describe "with a limit" do
    now = Time.at(1_800_000_000)
    let(:clock) { { now: } }
    let(:switches) { { rate_limit: 2, rate_window: 60, limit_status: 429, clock: -> { clock[:now] } } }

    it "counts all keys together" do
      both = described_class.new(**switches, api_keys: %w[one two])
      browser = Rack::MockRequest.new(both)
      statuses = %w[one two one].map do |one|
        browser.get("http://localhost/v1.svc/users?source=x", "HTTP_APIKEY" => one, "REMOTE_ADDR" => "127.0.0.1").status
      end
      expect(statuses).to eq([200, 200, 429])
    end

    it "counts back from each request, and not those that it refuses" do
      first = Array.new(3) { ask(:get, "/users").status }
      clock[:now] += 59
      second = ask(:get, "/users").status
      clock[:now] += 1
      expect([first, second, ask(:get, "/users").status]).to eq([[200, 200, 429], 429, 200])
      expect(last_response.headers.keys.grep(/retry|ratelimit/i)).to be_empty
    end
  end

  { zone: "/Date(1800000000000+0000)/", plain: "/Date(1800000000000)/", iso: "2027-01-15T08:00:00.000Z" }
    .each do |date_format, text|
    it "writes moments as #{date_format}" do
      sandbox = described_class.new(date_format:, clock: -> { Time.at(1_800_000_000) })
      browser = Rack::MockRequest.new(sandbox)
      answer = browser.get("http://localhost/v1.svc/users/u1001?source=x",
                           "HTTP_APIKEY" => key, "REMOTE_ADDR" => "127.0.0.1")
      expect(JSON.parse(answer.body)["CreatedDate"]).to eq(text)
    end
  end

  describe "in pages" do
    people = Array.new(5) { |n| { "Id" => n.to_s, "UserName" => "u#{n}", "FirstName" => "F", "LastName" => "L" } }
    let(:switches) { { users: people, page_overrun: 1 } }

    it "gives more than was asked for" do
      ask(:get, "/users?start=1&limit=2")
      expect(told.map { |user| user["Id"] }).to eq(%w[1 2 3])
      ask(:get, "/users?start=9&limit=2")
      expect(told).to eq([])
    end
  end

  describe "changing things" do
    it "answers without a body, and passes over ids that are wrong or there already" do
      two = Array.new(2) { ask(:post, "/teams/t1/users", [{ Id: "u1001" }, { Id: "nobody" }]) }
      expect(two.map { |response| [response.status, response.body] }).to eq([[201, ""]] * 2)
      ask(:get, "/teams/t1/users")
      expect(told.map { |user| user["Id"] }).to eq(%w[u1001])
      ask(:delete, "/teams/t1/users/u1001")
      ask(:get, "/teams/t1/users")
      expect(told).to eq([])
    end

    it "knows each name once" do
      person = { UserName: "Ada@example.com", FirstName: "Ada", LastName: "Lovelace" }
      expect(ask(:post, "/users", person).status).to eq(201)
      expect(ask(:post, "/users", person.merge(UserName: "ada@example.com")).status).to eq(409)
      expect(ask(:post, "/users", person.except(:LastName)).status).to eq(400)
    end

    it "says why not, and takes all of a user or nothing" do
      person = { UserName: "maya@example.com", FirstName: "Maya", LastName: "Okafor" }
      ask(:post, "/users", person)
      expect([last_response.status, told]).to eq([409, { "Detail" => "UserName already exists" }])
      whole = JSON.parse(ask(:get, "/users/u1001").body)
      others = [{ "Email" => nil }, { "Id" => "u1002" }, { "UserName" => "zoe@example.com" }]
      statuses = [{}, *others].map { |change| ask(:put, "/users/u1001", { **whole, **change }).status }
      expect([*statuses, ask(:put, "/users/maya@example.com", whole).status]).to eq([200, 400, 400, 409, 404])
    end

    it "finds a user by name, also after it was changed" do
      whole = JSON.parse(ask(:get, "/users/Maya@example.com").body)
      ask(:put, "/users/u1001", { **whole, "UserName" => "maya77", "LastName" => "King" })
      expect([ask(:get, "/users/maya77").status, ask(:get, "/users/maya@example.com").status]).to eq([200, 404])
      ask(:get, "/users?search=king")
      expect(told.map { |user| user["Id"] }).to eq(%w[u1001])
    end

    it "lists users in full, and has no details of one" do
      ask(:get, "/users/details?since=2020-01-01")
      expect(told.map { |user| user["Id"] }).to eq(%w[u1001 u1002])
      expect(told.first).to include("CreatedDate" => an_instance_of(String))
      expect(ask(:get, "/users/details/u1001").status).to eq(404)
    end

    it "answers with all fields of a new user, in the order that was recorded, and not with the password" do
      given = { Id: "", UserName: "jo@example.com", FirstName: "Jo", LastName: "Doe", FullName: "", Password: "secret",
                LastLogin: "", LoginKey: "", CustomField1: "x" }
      expect(ask(:post, "/users", given).status).to eq(201)
      made = told
      expect(made).to include("FullName" => "Jo Doe", "AccessLevel" => "Learner", "Password" => "",
                              "CustomField1" => "x", "CreatedDate" => /\A2\d{3}-.*Z\z/,
                              "LoginKey" => /loginkey=/, "SalesforceId" => nil)
      expect(made.keys.values_at(0, 4, 12, 19, 28, 31, -1))
        .to eq(%w[Id FullName LastLogin OriginalId CustomField1 Culture Brand])
      ask(:get, "/users?search=jo")
      expect(told.first.keys).to eq(%w[Id UserName FirstName LastName Active Email AccessLevel Brand])
      expect(ask(:get, "/users/#{made["Id"]}") && told).to eq(made)
    end

    it "has the fields of courses and teams that were recorded" do
      ask(:get, "/courses/c1")
      expect(told.keys.first(8)).to eq(%w[Id Code Name Active ForSale OriginalId Description EcommerceShortDescription])
      expect(told["CourseCodeForBulkImport"]).to eq("1-WELCOME")
      expect(ask(:get, "/teams/t1") && told).to eq("Id" => "t1", "Name" => "Onboarding", "Description" => "")
    end

    it "takes no user whose fields are of another kind" do
      whole = { Id: "u1001", UserName: "maya@example.com", FirstName: "Maya", LastName: "Okafor", Email: "",
                Active: true }
      odd = [{ UserName: "" }, { UserName: " " }, { UserName: 7 }, { FirstName: [] }, { LastName: {} }, { Email: 7 },
             { Active: "no" }, { Active: 1 }]
      places = [[:put, "/users/u1001"], [:post, "/users"]]
      given = odd.product(places).map { |change, place| [*place, { **whole, **change }] }
      expect(given.map { |verb, path, user| ask(verb, path, user).status }.uniq).to eq([400])
      expect(ask(:put, "/users/u1001", whole).status).to eq(200)
      odd = [[:post, "/bulkimports", [{ Username: " " }]], [:post, "/users/u1001/usercustomfields", "Badge"],
             [:post, "/courses/c3/modules/m4/sessions", { Name: "a", Days: ["Monday"] }]]
      expect(odd.map { |verb, path, document| ask(verb, path, document).status }).to eq([400] * 3)
    end

    it "has pages up to the last, however far the start is" do
      expect([10**30, 9**9].map { |start| ask(:get, "/users?start=#{start}") && told }).to eq([[], []])
    end

    it "takes custom fields as an object, and as a list" do
      [{ Badge: "7" }, [{ Office: "a" }], [{ Name: "Office", Value: "b" }]].each do |fields|
        expect(ask(:post, "/users/u1001/usercustomfields", fields).status).to eq(201)
      end
      expect(ask(:get, "/users/u1001/usercustomfields") && told).to eq("Badge" => "7", "Office" => "b")
    end

    it "takes a moment in the results of modules as it is written in JSON or in XML" do
      ask(:post, "/users/u1001/courses", [{ Id: "c1" }])
      statuses = ["2026-01-01T00:00:00Z", "/Date(0)/"].map do |at|
        xml = "<ModuleResult><CourseId>c1</CourseId><UserId>u1001</UserId><Completed>true</Completed>" \
              "<UpdatedAt>#{at}</UpdatedAt></ModuleResult>"
        put("/v1.svc/results/modules/m1?source=x", {}, "HTTP_APIKEY" => key, "CONTENT_TYPE" => "text/xml", input: xml)
        last_response.status
      end
      expect(statuses).to eq([200, 500])
    end

    it "takes a score as a text, too" do
      ask(:post, "/users/u1001/courses", [{ Id: "c1" }])
      result = { CourseId: "c1", UserId: "u1001", Score: "90", Completed: true, UpdatedAt: "/Date(0)/" }
      expect(ask(:put, "/results/modules/m1", result).status).to eq(200)
      expect(ask(:get, "/achievements") && told.first["Score"]).to eq(90)
    end

    it "lists modules in pages, as it was recorded" do
      expect([0, 1, 2].map { |start| ask(:get, "/courses/c2/modules?start=#{start}&limit=1") && told.length })
        .to eq([1, 1, 0])
    end

    it "lists imports, the latest first" do
      ids = %w[a b].map { |name| ask(:post, "/bulkimports", [{ Username: name }]) && told["Id"] }
      ask(:get, "/bulkimports")
      expect(told.map { |import| import["Id"] }).to eq(ids.reverse)
    end

    it "imports by Username" do
      statuses = %w[Username UserName].map { |name| ask(:post, "/bulkimports", [{ name => "new@example.com" }]).status }
      expect(statuses).to eq([200, 400])
      expect(ask(:get, "/users/new@example.com").status).to eq(200)
    end

    it "is a 400 for what is not JSON, or not of its kind" do
      options = { "CONTENT_TYPE" => "application/json", "HTTP_APIKEY" => key }
      post("/v1.svc/users?source=x", "{", options)
      expect(last_response.status).to eq(400)
      expect([ask(:post, "/teams/t1/users", { Id: "u1001" }), ask(:post, "/bulkimports", ["x"])].map(&:status))
        .to eq([400, 400])
    end

    it "is a 404 where nothing is" do
      paths = %w[/users/nobody /teams/t9 /teams/t9/users /bulkimports/x /nowhere]
      expect(paths.map { |path| ask(:get, path).status }).to eq([404] * 5)
    end
  end

  describe "with field_order" do
    let(:switches) { { field_order: true } }

    it "takes the fields of a user in Litmos's order, and unknown ones anywhere" do
      person = { UserName: "ada@example.com", Pet: "cat", FirstName: "Ada", LastName: "Lovelace" }
      expect([ask(:post, "/users", person.to_a.reverse.to_h), ask(:post, "/users", person)].map(&:status))
        .to eq([400, 201])
      user = JSON.parse(ask(:get, "/users/ada@example.com").body)
      changed = [{ "LastName" => "King", **user }, { **user, "LastName" => "King" }]
      expect(changed.map { |one| ask(:put, "/users/#{user["Id"]}", one).status }).to eq([400, 200])
    end
  end

  { 500 => "Request Error", 503 => "", 504 => "" }.each do |status, words|
    it "may be a #{status} each so many requests" do
      sandbox = described_class.new(timeout_every: 1, timeout_status: status)
      answer = Rack::MockRequest.new(sandbox).get("http://localhost/v1.svc/users?source=x",
                                                  "HTTP_APIKEY" => key, "REMOTE_ADDR" => "127.0.0.1")
      expect([answer.status, answer.body]).to match([status, include(words)])
    end
  end

  it "writes moments of users and others as they were recorded" do
    sandbox.catalogue.assign("u1001", %w[c1])
    ask(:get, "/users/u1001")
    expect(told["CreatedDate"]).to match(/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z/)
    ask(:get, "/users/u1001/courses")
    expect(told.first["AssignedDate"]).to match(%r{\A/Date\(\d+\+0000\)/\z})
  end

  it "wants to know the length of what is sent" do
    env = { "REQUEST_METHOD" => "PUT", "HTTP_APIKEY" => key, "REMOTE_ADDR" => "127.0.0.1", "CONTENT_LENGTH" => nil }
    path = "http://localhost/v1.svc/users/u1001/courses/c1/reset?source=x"
    expect(sandbox.call(Rack::MockRequest.env_for(path, env)).first).to eq(411)
  end

  it "reads and writes XML for who asks for it" do
    xml = { "CONTENT_TYPE" => "text/xml", "HTTP_APIKEY" => key, "HTTP_ACCEPT" => "application/xml" }
    post("/v1.svc/users/u1001/usercustomfields?source=x", <<~XML, xml)
      <?xml version="1.0"?><!-- two -->
      <UserCustomField><Parameter fieldname="Badge">7 &lt; 8</Parameter><Office i:nil="true"/></UserCustomField>
    XML
    get("/v1.svc/users/u1001/usercustomfields?source=x", {}, xml)
    expect(last_response.body).to start_with("<UserCustomField xmlns:i=").and end_with(<<~XML.chomp)
      ><Badge>7 &lt; 8</Badge><Office i:nil="true"/></UserCustomField>
    XML
    get("/v1.svc/users/u1001?source=x&format=json", {}, xml)
    expect(told).to include("UserName" => "maya@example.com")
    get("/v1.svc/courses/c2/modules?source=x", {}, xml)
    expect(last_response.body).to include("><Module><Id>m2</Id><Code/><Name>Lesson</Name><Description/></Module><")
  end

  [false, true].each do |timeout_after_work|
    describe "too slow #{timeout_after_work ? "after" : "before"} the work" do
      let(:switches) { { timeout_every: 2, timeout_after_work: } }

      it "is a 504" do
        person = { UserName: "ada@example.com", FirstName: "Ada", LastName: "Lovelace" }
        expect([ask(:get, "/users"), ask(:post, "/users", person)].map(&:status)).to eq([200, 504])
        expect(sandbox.directory.users.length).to eq(timeout_after_work ? 3 : 2)
      end
    end
  end

  { rate_limit: 0, rate_window: 0, limit_status: 418, date_format: :roman, page_overrun: -1, timeout_every: 0,
    api_keys: "key", tokens: 5, import_polls: 1.5, clock: nil }.each do |name, value|
    it "refuses #{name}: #{value.inspect}" do
      expect { described_class.new(name => value) }.to raise_error(ArgumentError, /#{name}/)
    end
  end

  it "begins anew" do
    ask(:post, "/users", { UserName: "ada@example.com", FirstName: "Ada", LastName: "Lovelace" })
    expect { sandbox.reset! }.to change { sandbox.directory.users.length }.from(3).to(2)
  end
end
