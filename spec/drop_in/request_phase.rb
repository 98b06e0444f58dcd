# frozen_string_literal: true

require "digest"

RSpec.describe "What the Ruby gem does: the request phase" do
  def start(**options)
    site(**options).post("/auth/litmus")
  end

  it "redirects to Litmus's authorize page" do
    expect(start).to have_attributes(status: 302, location: start_with("#{oauth_host}/oauth/authorize?"))
  end

  it "sends these parameters and no others" do
    expect(start.query).to match("response_type" => "code", "client_id" => "app-id", "state" => match(/\A\S{22,}\z/),
                                 "redirect_uri" => "http://example.org/auth/litmus/callback")
  end

  it "waits for a POST, unless told otherwise" do
    expect(site.get("/auth/litmus")).to have_attributes(status: 200, location: nil)
  end

  it "answers a GET where OmniAuth allows it" do
    OmniAuth.config.allowed_request_methods = %i[get post]
    OmniAuth.config.silence_get_warning = true
    expect(site.get("/auth/litmus").location).to start_with("#{oauth_host}/oauth/authorize?")
  end

  it "asks for a form token where OmniAuth does" do
    OmniAuth.config.request_validation_phase = OmniAuth::AuthenticityTokenProtection
    expect_failure(site.post("/auth/litmus"), :authenticity_error)
  end

  it "goes on with a valid form token" do
    OmniAuth.config.request_validation_phase = OmniAuth::AuthenticityTokenProtection
    visitor = site
    token = Rack::Protection::AuthenticityToken.token(visitor.session)
    expect(visitor.post("/auth/litmus", "HTTP_X_CSRF_TOKEN" => token).location).to start_with(oauth_host)
  end

  it "leaves other paths to the app" do
    expect(site.post("/auth/litmusx")).to have_attributes(status: 200, strategy: nil)
  end

  it "keeps query strings out of the redirect_uri" do
    expect(site.post("/auth/litmus?plan=pro").query["redirect_uri"]).to eq("http://example.org/auth/litmus/callback")
  end

  describe "the session" do
    it "holds the state that Litmus gets, as a String" do
      visitor = site
      sent = visitor.post("/auth/litmus").query["state"]
      expect(visitor.session["omniauth.state"]).to be_a(String).and eq(sent)
    end

    it "holds the newest state" do
      visitor = site
      visitor.post("/auth/litmus")
      newest = visitor.post("/auth/litmus").query["state"]
      expect(visitor.session["omniauth.state"]).to eq(newest)
    end

    it "never holds the same state twice" do
      states = Array.new(3) { start.query["state"] }
      expect(states.uniq.size).to eq(3)
    end

    it "holds no verifier without PKCE" do
      visitor = site
      visitor.post("/auth/litmus")
      expect(visitor.session).not_to have_key("omniauth.pkce.verifier")
    end

    it "holds the verifier with PKCE, as a String of RFC 7636's length" do
      visitor = site(pkce: true)
      visitor.post("/auth/litmus")
      expect(visitor.session["omniauth.pkce.verifier"]).to match(/\A[A-Za-z0-9\-._~]{43,128}\z/)
    end

    it "survives being written as JSON" do
      visitor = site(pkce: true)
      visitor.post("/auth/litmus?origin=/home")
      expect(JSON.parse(JSON.generate(visitor.session))).to eq(visitor.session)
    end
  end

  describe "PKCE" do
    it "is off" do
      expect(start.query.keys).not_to include("code_challenge", "code_challenge_method")
    end

    it "sends the S256 challenge of the verifier" do
      visitor = site(pkce: true)
      query = visitor.post("/auth/litmus").query
      digest = Digest::SHA256.digest(visitor.session["omniauth.pkce.verifier"])
      expect(query).to include("code_challenge" => [digest].pack("m0").tr("+/", "-_").delete("="),
                               "code_challenge_method" => "S256")
    end

    it "takes another method from pkce_options" do
      visitor = site(pkce: true, pkce_options: { code_challenge: proc { |verifier| verifier },
                                                 code_challenge_method: "plain" })
      expect(visitor.post("/auth/litmus").query)
        .to include("code_challenge" => visitor.session["omniauth.pkce.verifier"], "code_challenge_method" => "plain")
    end
  end

  describe "options for the authorize page" do
    it "sends a scope that is set" do
      expect(start(scope: "full").query["scope"]).to eq("full")
    end

    it "calls a proc with the environment" do
      scope = proc { |env| env["HTTP_X_SCOPE"] }
      expect(site(scope:).post("/auth/litmus", "HTTP_X_SCOPE" => "full").query["scope"]).to eq("full")
    end

    it "sends those that authorize_options name, and only those" do
      query = start(authorize_options: %i[locale prompt], locale: "de", prompt: proc { "login" }, scope: "full").query
      expect(query).to include("locale" => "de", "prompt" => "login")
      expect(query).not_to have_key("scope")
    end

    it "adds authorize_params" do
      expect(start(authorize_params: { prompt: "login", "locale" => "de" }).query)
        .to include("prompt" => "login", "locale" => "de")
    end

    it "writes what is no String as one" do
      expect(start(authorize_params: { max_age: 5,
                                       remember: true }).query).to include("max_age" => "5", "remember" => "true")
    end

    it "writes a list as Rack reads it" do
      expect(start(authorize_params: { resource: %w[a b] }).query["resource[]"]).to eq(%w[a b])
    end

    it "prefers an option to authorize_params" do
      expect(start(scope: "full", authorize_params: { scope: "less" }).query["scope"]).to eq("full")
    end

    it "takes no state from authorize_params: each login has its own" do
      states = Array.new(2) { start(authorize_params: { state: "always-the-same-0123456789" }).query["state"] }
      expect(states.uniq.size).to eq(2)
    end

    it "prefers a redirect_uri in authorize_params" do
      expect(start(authorize_params: { redirect_uri: "https://partner.example/cb" }).query["redirect_uri"])
        .to eq("https://partner.example/cb")
    end

    it "sends a state of the app's own, and keeps it in the session" do
      visitor = site(state: "the-app-s-own-state-0123456789")
      expect(visitor.post("/auth/litmus").query["state"]).to eq("the-app-s-own-state-0123456789")
      expect(visitor.session["omniauth.state"]).to eq("the-app-s-own-state-0123456789")
    end

    it "takes the state from a proc" do
      visitor = site(state: proc { |env| "#{env["HTTP_X_TAB"]}-#{SecureRandom.hex(16)}" })
      state = visitor.post("/auth/litmus", "HTTP_X_TAB" => "tab7").query["state"]
      expect(state).to start_with("tab7-").and eq(visitor.session["omniauth.state"])
    end
  end

  describe "the origin" do
    it "is kept from the parameter" do
      visitor = site
      visitor.post("/auth/litmus?origin=/emails/1")
      expect(visitor.session["omniauth.origin"]).to eq("/emails/1")
    end

    it "is kept from the referrer" do
      visitor = site
      visitor.post("/auth/litmus", "HTTP_REFERER" => "http://example.org/emails/2")
      expect(visitor.session["omniauth.origin"]).to eq("http://example.org/emails/2")
    end
  end
end
