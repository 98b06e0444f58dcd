# frozen_string_literal: true

require "rack/mock"
require_relative "../support/relying_app"

# Without a uid of their own, all who sign in so would be the same user.
RSpec.describe "Who signed in" do
  token = Struct.new(:parsed) do
    def token = "t"
    def refresh_token = nil
    def expires? = false
    def expired? = false
    def get(_url) = Struct.new(:parsed).new(parsed)
  end

  # A callback with an answer of the profile's address, made up.
  define_method(:sign_in) do |type, parsed, **options|
    answer = token.new(parsed)
    strategy = Class.new(type) { define_method(:build_access_token) { answer } }
    endpoints = { authorize_url: "/oauth/authorize", token_url: "/oauth/token" }
    app = RelyingApp.new(site: "https://litmus.example", strategy:, name: "litmus", client_options: endpoints,
                         behind: ->(_env) { [200, {}, []] }, **options)
    browser = app.browser
    browser.callback(code: "code", state: browser.sign_in.state).to_h.merge(error: app.error)
  end

  def refused(code = :invalid_profile)
    include(auth: nil, error: be_a(OmniAuth::Litmus::ProtocolError).and(have_attributes(code:)))
  end

  blank = { "nil" => nil, "false" => false, "true" => true, "an empty text" => "", "blanks" => " \t\n",
            "blanks of Unicode's" => "\u00a0\u2003\u3000\u2028", "nothing that is seen" => "\u200b\u200d\ufeff\u202e",
            "control characters" => "\0\x7f\u0085", "a Hash" => { "id" => 1 }, "an empty Hash" => {},
            "an Array" => [1], "an empty Array" => [], "a Float" => 1e30 }
  seen = { "a number" => 7, "zero" => 0, "a text" => "u-1", "a text between blanks" => " a ", "a Symbol" => :ada,
           "letters of another script" => "山田", "bytes" => "\xC3\xA9".b, "broken UTF-8" => "\xFF", "UTF-16" =>
           "a".encode("UTF-16LE"), "a text with a mark of direction" => "\u200fشما" }

  describe "by a subclass's uid block" do
    blank.each do |what, uid|
      it "is nobody where that gives #{what}" do
        type = Class.new(OmniAuth::Strategies::Litmus) { uid { uid } }
        expect(sign_in(type, { "user" => { "id" => 7 } })).to refused
      end
    end

    seen.each do |what, uid|
      it "is that user where it gives #{what}" do
        type = Class.new(OmniAuth::Strategies::Litmus) { uid { uid } }
        expect(sign_in(type, { "user" => { "id" => 7 } })[:auth]&.uid).to eq(uid)
      end
    end

    it "is asked of that block alone: the profile needs no id then" do
      type = Class.new(OmniAuth::Strategies::Litmus) { uid { raw_info["email"] } }
      expect(sign_in(type, { "user" => { "email" => "ada@example.com" } })[:auth].uid).to eq("ada@example.com")
    end

    it "needs no profile where it reads something else" do
      type = Class.new(OmniAuth::Strategies::Litmus) { uid { access_token.token } }
      expect(sign_in(type, [])[:auth]).to have_attributes(uid: "t", info: include("name" => nil))
    end
  end

  { "a uid method" => ->(uid) { Class.new(OmniAuth::Strategies::Litmus) { define_method(:uid) { uid } } },
    "a uid that an auth_hash was given" => lambda do |uid|
      Class.new(OmniAuth::Strategies::Litmus) do
        define_method(:auth_hash) { super().tap { |auth| auth["uid"] = uid } }
      end
    end,
    "an auth_hash of a subclass's own" => lambda do |uid|
      Class.new(OmniAuth::Strategies::Litmus) { define_method(:auth_hash) { OmniAuth::AuthHash.new(uid:) } }
    end,
    "an auth_hash that is a Hash with Symbols" => lambda do |uid|
      Class.new(OmniAuth::Strategies::Litmus) { define_method(:auth_hash) { { provider: "litmus", uid: } } }
    end }.each do |place, type_with|
    it "is nobody where #{place} gives nothing" do
      [nil, "", " ", {}].each { |uid| expect(sign_in(type_with.call(uid), { "user" => { "id" => 7 } })).to refused }
    end

    it "is somebody where #{place} gives a uid" do
      expect(sign_in(type_with.call("7"), { "user" => { "id" => 7 } })).to include(error: nil, auth: be_truthy)
    end
  end

  describe "by the profile's id" do
    blank.each do |what, id|
      it "is nobody where that is #{what}" do
        expect(sign_in(OmniAuth::Strategies::Litmus, { "user" => { "id" => id } })).to refused
      end
    end

    it "is a text" do
      ids = [7, 2**70, "u-1", :ada].map do |id|
        sign_in(OmniAuth::Strategies::Litmus, { "user" => { "id" => id } })[:auth].uid
      end
      expect(ids).to eq(["7", (2**70).to_s, "u-1", "ada"])
    end

    # `"my id"["id"]` is "id" in Ruby, and `[1]["id"]` a TypeError.
    [nil, true, 7, 1.5, "", "the user's id", ["id"], [[]], {}, { "user" => "the id" }, { "user" => 5 },
     { "user" => ["id"] }, { "user" => [{ "id" => 1 }] }].each do |document|
      it "is nobody in #{document.inspect}" do
        expect(sign_in(OmniAuth::Strategies::Litmus, document)).to refused
        expect(sign_in(OmniAuth::Strategies::Litmus, document, include_raw_info: true)).to refused
      end
    end
  end

  describe "where the provider is data" do
    require "omniauth/litmos"
    let(:options) { { profile_url: "https://litmus.example/me", profile_fields: { uid: "person.id", name: "called" } } }

    blank.each do |what, id|
      it "is nobody where the field is #{what}" do
        expect(sign_in(OmniAuth::Strategies::Litmos, { "person" => { "id" => id } }, **options)).to refused
      end
    end

    [nil, "person.id", ["person"], { "person" => "my id" }, { "person" => ["id"] }].each do |document|
      it "is nobody in #{document.inspect}" do
        expect(sign_in(OmniAuth::Strategies::Litmos, document, **options)).to refused
      end
    end

    it "is read from whatever answers to the members" do
      person = Struct.new(:id).new("p-1")
      document = Class.new { define_method(:[]) { |name| { "person" => person, "called" => "Ada" }[name] } }.new
      expect(sign_in(OmniAuth::Strategies::Litmos, document, **options)[:auth])
        .to have_attributes(uid: "p-1", info: { "name" => "Ada" })
    end
  end

  describe "in every Hash that is handed out" do
    let(:type) do
      Class.new(OmniAuth::Strategies::Litmus) do
        info { { nickname: raw_info[:nick], "team" => raw_info.dig(:team, :name) } }
        extra { { raw_info:, "tags" => raw_info["tags"].map { |tag| tag[:name] } } }
      end
    end
    let(:strategy) do
      user = { "id" => 7, "full_name" => "Ada", "nick" => "al", "team" => { "name" => "Mail" },
               "tags" => [{ "name" => "a" }] }
      type.new(nil).tap { |made| made.access_token = token.new({ "user" => user }) }
    end

    def token = Struct.new(:parsed) { def get(_) = self }

    it "is read by String and by Symbol" do
      info = strategy.info
      expect([info["name"], info[:name], info[:nickname], info["nickname"], info[:team]]).to eq(%w[Ada Ada al al Mail])
      expect([strategy.extra["raw_info"][:id], strategy.extra[:raw_info]["id"], strategy.extra[:tags]])
        .to eq([7, 7, ["a"]])
      expect([strategy.raw_info.values_at(:id, "full_name"), strategy.raw_info.dig("team", :name), info[:other]])
        .to eq([[7, "Ada"], "Mail", nil])
    end

    it "is written and kept as any Hash" do
      info = strategy.info
      expect(JSON.parse(JSON.generate(info))).to include("name" => "Ada", "nickname" => "al")
      expect(Marshal.load(Marshal.dump(info))).to eq(info)
      expect(info.keys).to eq(["name", "first_name", "last_name", :nickname, "team"])
    end
  end
end
