# frozen_string_literal: true

return unless GemsAtHand.all?("rails", "sqlite3", "pg")

require "omniauth/litmus/front_ends"
require "omniauth/litmus/hand_over"
require "omniauth/litmus/hand_over/memory"
require_relative "../support/token_rows"
require_relative "support/rails_process"

# A sign-in that ends at a front end on another site.
RSpec.describe "The way back to a front end", needs: "rails" do
  include RailsProcess

  describe "OmniAuth::Litmus::FrontEnds" do
    let(:front_ends) do
      OmniAuth::Litmus::FrontEnds.new(%w[https://app.example http://localhost:5173/ com.example.app:/signed-in])
    end

    it "takes an address of one of them" do
      same = ["https://app.example", "https://app.example/a?b=%20c&d=@{e|f}^`", "http://localhost:5173/",
              "com.example.app:/signed-in"]
      expect(same.map { |text| front_ends.address(text) }).to eq(same)
      expect(front_ends.address("HTTPS://APP.example:443/A")).to eq("https://app.example/A")
    end

    refused = ["https://app.example.evil.example/", "https://app.example@evil.example/", "https://evil.example/",
               "https://app.example:8443/", "https://app.example:@evil.example", "https://app.example:443@evil.example",
               "http://app.example/", "//app.example/", "/signed-in", "https:/app.example", "https:app.example",
               "https://app.example\\@evil.example", "https://evil.example\\.app.example/", "https://app.example/#x",
               "https://app.example/\r\nSet-Cookie: a=b", "https://app.example/\n", " https://app.example/",
               "https://app.example/\u0000", "https://app.example．evil.example/", "https://аpp.example/",
               "https://app.example./", "https://user@app.example/", "javascript:alert(1)//https://app.example",
               "javascript:alert(1)", "data:text/html,x", "http://localhost:5174/", "http://localhost/",
               "com.example.app:/signed-in/x", "com.example.app://signed-in", "com.evil.app:/signed-in",
               "https://app.example/#{"a" * 2048}", "\xFF", "", nil, 7, ["https://app.example"]]

    it "takes nothing that only looks like one" do
      expect(refused.filter_map { |text| front_ends.address(text) }).to be_empty
      expect([*refused.grep(String), "null", "*"].select { |text| front_ends.origin?(text) }).to be_empty
      expect(front_ends.origin?("https://app.example")).to be(true)
    end

    it "is told by a list with blanks" do
      front_ends = OmniAuth::Litmus::FrontEnds.new("https://a.example, https://b.example".split(","))
      expect(%w[https://a.example https://b.example].map { |origin| front_ends.origin?(origin) }).to all(be true)
    end

    ["*", "https://*.app.example", "http://app.example", "https://app.example/path", "app.example", "app:/x", "null",
     "https://app.example?x", "", "\xFF", "https://app.example,https://b.example",
     "https://app.example".encode("UTF-16LE")].each do |entry|
      it "cannot be told #{entry.inspect}" do
        expect { OmniAuth::Litmus::FrontEnds.new([entry]) }
          .to raise_error(OmniAuth::Litmus::ConfigurationError) { |error| expect(error.code).to eq(:invalid_front_end) }
      end
    end
  end

  describe "OmniAuth::Litmus::HandOver" do
    # RFC 7636, appendix B.
    let(:verifier) { "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" }
    let(:challenge) { "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" }
    let(:store) { OmniAuth::Litmus::HandOver::Memory.new }
    let(:hand_over) { OmniAuth::Litmus::HandOver.new(store) }
    let(:code) { hand_over.issue({ "id" => 7 }, challenge:) }

    it "gives back what was handed over, once" do
      expect(Array.new(3) { hand_over.redeem(code, verifier:) }).to eq([{ "id" => 7 }, nil, nil])
    end

    it "uses a code up for who does not know the verifier" do
      expect(hand_over.redeem(code, verifier: verifier.swapcase)).to be_nil
      expect(hand_over.redeem(code, verifier:)).to be_nil
    end

    it "takes nothing for a verifier or a code that is none" do
      [nil, "", challenge, "x" * 42, "x" * 129, ["x"], { "a" => "b" }, "#{verifier}\n", "\xFF" * 50].each do |wrong|
        expect(hand_over.redeem(hand_over.issue(1, challenge:), verifier: wrong)).to be_nil
        expect(hand_over.redeem(wrong, verifier:)).to be_nil
      end
    end

    it "is unknown where it was not issued: another tenant's code is good there only" do
      one, other = %w[tenant-1 tenant-2].map { |purpose| OmniAuth::Litmus::HandOver.new(store, purpose:) }
      code = one.issue(7, challenge:)
      expect([other, hand_over, one].map { |door| door.redeem(code, verifier:) }).to eq [nil, nil, 7]
    end

    it "takes seconds in each form that apps have them" do
      require "active_support"
      require "active_support/core_ext/integer/time"
      require "active_support/core_ext/object/json"
      results = [30, "30", 29.5, 30.seconds, 1.minute].map do |expires_in|
        one = OmniAuth::Litmus::HandOver.new(store, expires_in:)
        one.redeem(one.issue(7, challenge:), verifier:)
      end
      expect(results).to all(eq 7)
      [nil, "soon", [], Float::NAN, Float::INFINITY].each do |wrong|
        expect { OmniAuth::Litmus::HandOver.new(store, expires_in: wrong) }
          .to raise_error(OmniAuth::Litmus::ConfigurationError, /expires_in/)
      end
    end

    it "makes no code that anybody could redeem" do
      wrong = [nil, "", "plain", ["x" * 43], "x" * 44, "#{"x" * 43}\n"]
      expect(wrong.filter_map { |text| hand_over.issue(1, challenge: text) }).to be_empty
    end

    it "forgets after a minute, whatever the store remembers" do
      keeper = Struct.new(:text) do
        def write(_key, text, _seconds) = self.text = text
        def take(_key) = text
      end
      results = [keeper.new, store].map do |one|
        late = OmniAuth::Litmus::HandOver.new(one, expires_in: 0)
        late.redeem(late.issue(1, challenge:), verifier:)
      end
      expect(results).to eq([nil, nil])
    end

    it "keeps no code, and says why a sign-in was not handed over, without it" do
      log = StringIO.new
      before = OmniAuth.config.logger
      OmniAuth.config.logger = Logger.new(log)
      used = hand_over.issue(1, challenge:)
      2.times { hand_over.redeem(used, verifier: "y" * 43) }
      expect(store.instance_variable_get(:@entries).to_s + log.string).not_to include(used)
      expect(log.string).to include("the verifier is not the front end's", "the code is unknown, or has been used")
      expect { Marshal.dump(store) }.to raise_error(TypeError)
    ensure
      OmniAuth.config.logger = before
    end

    it "keeps at most ten thousand in memory" do
      codes = Array.new(10_001) { hand_over.issue(1, challenge:) }
      expect([codes.first, codes.last].map { |one| hand_over.redeem(one, verifier:) }).to eq([nil, 1])
    end

    # The model that the generator makes, and the memory.
    model = lambda do |database|
      base = { postgresql: TokenRows::PostgresqlRow, sqlite: TokenRows::SqliteRow }.fetch(database)
      TokenRows.model(database)
      base.connection.create_table(:litmus_hand_overs, force: true) do |table|
        table.string :key, null: false, index: { unique: true }
        table.text :text, null: false
        table.datetime :expires_at, null: false
      end
      source = File.read("lib/generators/omniauth_litmus/install/templates/app/models/litmus_hand_over.rb.tt")
      Module.new { const_set(:ApplicationRecord, base) }
            .tap { |room| room.module_eval(source) }.const_get(:LitmusHandOver)
            .tap { |made| made.table_name = "litmus_hand_overs" }
    end

    { "the memory" => -> { OmniAuth::Litmus::HandOver::Memory.new }, "PostgreSQL" => -> { model[:postgresql] },
      "SQLite" => -> { model[:sqlite] } }.each do |name, made|
      it "hands over to one of eight that redeem a code at once, in #{name}" do
        hand_over = OmniAuth::Litmus::HandOver.new(made.call)
        results = Array.new(5) do
          code = hand_over.issue(7, challenge:)
          gate = Queue.new
          racers = Array.new(8) do
            Thread.new do
              gate.pop
              hand_over.redeem(code, verifier:)
            ensure
              ActiveRecord::Base.connection_handler.clear_active_connections! # given back to the pool
            end
          end
          8.times { gate << :go }
          racers.map(&:value).compact
        end
        expect(results).to all(eq([7]))
      end
    end
  end

  describe "in a Rails app" do
    app = <<~'RUBY'
      require "omniauth/litmus/hand_over/memory"
      class SmallApp
        config.omniauth_litmus.front_ends = %w[https://app.example]
        config.middleware.use(OmniAuth::Builder) { provider :litmus, "id", "secret" }
      end
      OmniAuth.config.request_validation_phase = OmniAuth::Litmus::Railties::RequestVerifier
      STORE = OmniAuth::Litmus::HandOver::Memory.new
      class SessionsController < ActionController::API
        include OmniAuth::Litmus::FrontEnd
        def create = litmus_hand_over(request.env["omniauth.auth"].uid)
        def exchange = render(json: { uid: litmus_redeem })
        def failure = litmus_return_to_front_end(litmus_error: params[:message]) || head(:unauthorized)
        private def litmus_hand_overs = OmniAuth::Litmus::HandOver.new(STORE)
      end
      browser = SmallApp.boot do
        get "/auth/litmus/callback", to: "sessions#create"
        get "/auth/failure", to: "sessions#failure"
        post "/exchange", to: "sessions#exchange"
      end
      ActionController::Base.allow_forgery_protection = true
      VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
      BEGIN_AT = "/auth/litmus?litmus_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
      from = ->(origin) { { "HTTP_ORIGIN" => origin, "HTTP_HOST" => "example.org" } }
    RUBY
    mocked = <<~RUBY
      OmniAuth.config.test_mode = true
      OmniAuth.config.mock_auth[:litmus] = OmniAuth::AuthHash.new(provider: "litmus", uid: "7", info: { name: "Ada" })
    RUBY

    define_method(:told) { |code| in_rails("#{app}\n#{code}") }

    it "is begun by a form of a front end's, without a token, and by nobody else's" do
      statuses = told(<<~'RUBY')
        tell(["https://app.example", "https://evil.example", "null", "https://app.example.evil.example", nil,
              "http://app.example", "https://app.example, https://evil.example"].map do |origin|
          env = from.call(origin).compact
          answer = SmallApp.browser.post(BEGIN_AT, { origin: "https://app.example/" }, env)
          answer.headers["Location"][/authenticity_error/] || URI(answer.headers["Location"]).host
        end)
      RUBY
      expect(statuses).to eq(["litmus.com", *["authenticity_error"] * 6])
    end

    it "goes over a code in the fragment, which nothing writes down" do
      answer, exchanged, log = told(<<~RUBY)
        #{mocked}
        browser.post(BEGIN_AT, { origin: "https://app.example/reports?month=5" }, from["https://app.example"])
        answer = browser.follow_redirect!
        code = answer.headers["Location"][/#litmus_code=([\\w-]{43})\\z/, 1]
        fields = { litmus_code: code, litmus_verifier: VERIFIER }
        exchanged = %w[https://evil.example https://app.example].map do |origin|
          got = SmallApp.browser.post("/exchange", fields, from[origin])
          [got.body, *got.headers.values_at("Access-Control-Allow-Origin", "Cache-Control", "Vary")]
        end
        tell [[answer.status, answer.headers["Location"].sub(code, "CODE"),
               *answer.headers.values_at("Referrer-Policy", "Cache-Control")], exchanged,
              LOG.string.scan(/\#{code}|\#{VERIFIER}/).length]
      RUBY
      expect(answer).to eq([302, "https://app.example/reports?month=5#litmus_code=CODE", "no-referrer", "no-store"])
      expect(exchanged).to match([[{ uid: "7" }.to_json, nil, "no-store", start_with("Origin")],
                                  [{ uid: nil }.to_json, "https://app.example", "no-store", start_with("Origin")]])
      expect(log).to eq(0)
    end

    it "leads nowhere else, and gives no code without a challenge" do
      answers = told(<<~RUBY)
        #{mocked}
        tell([[BEGIN_AT, "https://evil.example/"], [BEGIN_AT, "//app.example"], ["/auth/litmus", "https://app.example/"],
              ["/auth/litmus?litmus_challenge[]=x", "https://app.example/"]].map do |path, origin|
          SmallApp.browser.then do |one|
            one.post(path, { origin: }, from["https://app.example"])
            answer = one.follow_redirect!
            [answer.status, answer.headers["Location"], answer.body]
          end
        end)
      RUBY
      expect(answers).to all(eq([400, nil, { error: "invalid_request" }.to_json]))
    end

    it "brings failures, too" do
      location, elsewhere = told(<<~RUBY)
        OmniAuth.config.test_mode = true
        OmniAuth.config.mock_auth[:litmus] = :access_denied
        browser.post(BEGIN_AT, { origin: "https://app.example/" }, from["https://app.example"])
        3.times { browser.follow_redirect! unless browser.last_response.headers["Location"]&.include?("app.example/#") }
        tell [browser.last_response.headers["Location"],
              browser.get("/auth/failure?message=x&origin=https://evil.example").status]
      RUBY
      expect(location).to eq("https://app.example/#litmus_error=access_denied")
      expect(elsewhere).to eq(401)
    end
  end
end
