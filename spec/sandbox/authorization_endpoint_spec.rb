# frozen_string_literal: true

require_relative "../support/sandbox_session"

RSpec.describe OmniAuth::Litmus::Sandbox, "/oauth/authorize" do
  include SandboxSession

  it "asks who it is, then whether the application may, then sends code and state" do
    authorize
    expect(last_response.body).to include("Sign in to Litmus", "Maya Okafor", "Demo application")

    sign_in
    expect(last_response.body).to include("Maya Okafor", "maya@example.com", ">Authorize</button>", ">Deny</button>")

    expect(decide("authorize")).to match("code" => /\A[\w-]{43}\z/, "state" => "st4te")
    expect(last_response.location).to start_with("#{SandboxSession::CALLBACK}?")
  end

  it "asks a user once for an application, until its tokens are revoked" do
    access_token = exchange(code_for).fetch("access_token")
    authorize
    expect(answer.keys).to eq %w[code state]

    post_json "/oauth/revoke", { client_id: SandboxSession::ID, client_secret: SandboxSession::SECRET,
                                 token: access_token }
    authorize
    expect(last_response.body).to include(">Authorize</button>")
  end

  it "asks each user" do
    tokens
    post "/sign_out", form_token: get("/").body[/name="form_token" value="([^"]+)"/, 1]
    sign_in(user_id: 1002)
    expect(last_response.body).to include("Zoë Lindqvist", ">Authorize</button>")
  end

  it "sends a denial with its state" do
    sign_in
    expect(decide("deny")).to eq("error" => "access_denied", "state" => "st4te", "error_description" =>
      "The resource owner or authorization server denied the request.")
  end

  it "sends the bare denial of Litmus's guide with state_on_denial: false" do
    @sandbox = described_class.new(clock:, state_on_denial: false)
    sign_in
    expect(decide("deny")).to eq("error" => "access_denied")
  end

  it "sends no state where none came" do
    sign_in(state: nil)
    expect(decide("authorize", state: nil).keys).to eq %w[code]
  end

  it "keeps the query of the redirect_uri" do
    callback = "#{SandboxSession::CALLBACK}?tenant=7"
    sign_in(redirect_uri: callback)
    expect(decide("authorize", redirect_uri: callback)).to match("tenant" => "7", "code" => be, "state" => "st4te")
  end

  it "takes scope for full when it is left out" do
    sign_in(scope: nil)
    expect(exchange(decide("authorize", scope: nil).fetch("code"))).to include("scope" => "full")
  end

  it "redirects to this machine by a name below localhost, as browsers find it" do
    callback = "http://acme.localhost:3000/auth/litmus/callback"
    sign_in(redirect_uri: callback)
    expect(decide("authorize", redirect_uri: callback)).to include("code" => be)
  end

  describe "an unknown client or redirect_uri" do
    [
      { client_id: "nobody" }, { client_id: nil }, { redirect_uri: "http://partner.example/callback" },
      { redirect_uri: "javascript:alert(1)" }, { redirect_uri: "/auth/litmus/callback" }, { redirect_uri: nil },
      { redirect_uri: "https://partner.example/callback#fragment" }, { redirect_uri: "https://u:p@partner.example/" },
      { redirect_uri: "https://" }, { redirect_uri: "http://127.0.0.1.evil.example/" },
      { redirect_uri: "http://localhost.evil.example/" }, { redirect_uri: "http://evillocalhost/" }, { redirect_uri: "\u0000" }
    ].each do |changes|
      it "is shown and never redirected: #{changes}" do
        @sandbox = described_class.new(authorize_errors: :redirect)
        authorize(**changes)
        expect(last_response.status).to eq 400
        expect(last_response.headers).not_to include("location")
        expect(last_response.body).to include("This request cannot be answered")
      end
    end

    it "is shown when it comes by the consent form, too" do
      sign_in
      post "/oauth/authorize", question(redirect_uri: "http://evil.example/").merge(decision: "deny", form_token:)
      expect(last_response.status).to eq 400
    end

    it "counts arrays and hashes as missing" do
      get "/oauth/authorize?response_type=code&client_id[]=demo-application&redirect_uri[x]=y"
      expect(last_response.body).to include("Missing required parameter: client_id.")
    end
  end

  %w[http://localhost:3000/cb http://127.0.0.1/cb http://[::1]:8080/cb https://anywhere.example].each do |uri|
    it "answers at #{uri} where no redirect URI is registered" do
      sign_in(redirect_uri: uri)
      decide("authorize", redirect_uri: uri)
      expect(last_response.location).to start_with("#{uri}?code=")
    end
  end

  describe "an application with registered redirect URIs" do
    def registered(*uris)
      described_class.new(applications: [{ id: "one", secret: "1", redirect_uris: uris }])
    end

    it "is answered at exactly these" do
      @sandbox = registered("https://one.example/cb", "https://one.example/cb2")
      uris = %w[https://one.example/cb https://one.example/cb2 https://one.example/cb/ https://one.example/cb?x=1
                https://ONE.example/cb https://one.example/cb3 http://localhost/]
      statuses = uris.to_h { |uri| [uri, authorize(client_id: "one", redirect_uri: uri).status] }
      expect(statuses.select { |_, status| status == 200 }.keys).to eq uris.first(2)
    end

    it "may leave redirect_uri out if there is one" do
      @sandbox = registered("https://one.example/cb")
      changes = { client_id: "one", redirect_uri: nil }
      sign_in(**changes)
      code = decide("authorize", **changes).fetch("code")
      expect(last_response.location).to start_with("https://one.example/cb?code=")

      client = { client_id: "one", client_secret: "1" }
      expect(exchange(code, redirect_uri: "https://one.example/cb", **client)).to include("error" => "invalid_grant")
      expect(exchange(code, redirect_uri: nil, **client)).to include("access_token" => be)
    end

    it "may not if there are two" do
      @sandbox = registered("https://one.example/cb", "https://one.example/cb2")
      expect(authorize(client_id: "one", redirect_uri: nil).status).to eq 400
    end
  end

  describe "another mistake" do
    mistakes = {
      { response_type: nil } => "invalid_request", { response_type: "token" } => "unsupported_response_type",
      { scope: "admin" } => "invalid_scope", { scope: "full admin" } => "invalid_scope",
      { code_challenge: "x" * 43 } => "invalid_request",
      { code_challenge: "x" * 43, code_challenge_method: "plain" } => "invalid_request",
      { code_challenge: "short", code_challenge_method: "S256" } => "invalid_request"
    }

    mistakes.each do |changes, error|
      it "is shown, as Doorkeeper does: #{changes}" do
        authorize(**changes)
        expect([last_response.status, last_response.headers["location"]]).to eq [400, nil]
        expect(last_response.body).to include(error)
      end

      it "goes to the application with authorize_errors: :redirect: #{changes}" do
        @sandbox = described_class.new(authorize_errors: :redirect)
        authorize(**changes)
        expect(answer).to match("error" => error, "error_description" => be, "state" => "st4te")
      end
    end
  end

  it "answers 400 to a query that cannot be read" do
    env = Rack::MockRequest.env_for("http://localhost/oauth/authorize", "QUERY_STRING" => "client_id=%ZZ",
                                                                        "REMOTE_ADDR" => "::1")
    expect(app.call(env).first).to eq 400
  end

  describe "forms that are not the user's own" do
    it "refuses a consent without the form's token" do
      sign_in
      [nil, "", "x" * 43].each do |token|
        post "/oauth/authorize", question.merge(decision: "authorize", form_token: token)
        expect([last_response.status, last_response.headers["location"]]).to eq [403, nil]
      end
    end

    it "refuses a consent with the token of another browser" do
      sign_in
      token = form_token
      clear_cookies
      sign_in(user_id: 1002)
      post "/oauth/authorize", question.merge(decision: "authorize", form_token: token)
      expect(last_response.status).to eq 403
    end

    it "refuses a sign-in and a sign-out without the form's token" do
      authorize
      expect(post("/sign_in", user_id: 1001).status).to eq 403
      sign_in
      expect(post("/sign_out").status).to eq 403
      expect(get("/").body).to include("signed in as")
    end
  end

  describe "signing in" do
    it "begins a new session, so that a planted one is worth nothing" do
      authorize
      planted = rack_mock_session.cookie_jar["litmus_sandbox"]
      sign_in
      expect(rack_mock_session.cookie_jar["litmus_sandbox"]).not_to eq planted
      clear_cookies
      set_cookie "litmus_sandbox=#{planted}"
      expect(authorize.body).to include("Sign in to Litmus")
    end

    it "sets a cookie that scripts and other sites do not get, and over TLS only TLS" do
      authorize
      expect(last_response["set-cookie"]).to match(%r{\Alitmus_sandbox=[\w-]{43}; path=/; httponly; samesite=lax\z})
      clear_cookies
      get "/oauth/authorize", question, "HTTPS" => "on"
      expect(last_response["set-cookie"]).to end_with("; secure")
    end

    it "leads back to the sandbox only" do
      authorize
      post "/sign_in", form_token:, user_id: 1001, continue: "//evil.example/?a=b\r\nx-injected: 1"
      expect(last_response.location).to start_with("/oauth/authorize?")
      expect(last_response.headers).not_to include("x-injected")
    end

    it "works in the tabs that were opened before it" do
      authorize(state: "tab1")
      first = form_token
      authorize(state: "tab2")
      second = form_token
      [["tab1", first], ["tab2", second]].each do |state, token|
        post "/sign_in", form_token: token, user_id: 1001, continue: URI.encode_www_form(question(state:))
        follow_redirect!
        expect(decide("authorize", state:)).to include("state" => state)
      end
    end

    it "does not silently keep another account in a tab that was opened before it" do
      authorize
      token = form_token
      sign_in(user_id: 1002)
      post "/sign_in", form_token: token, user_id: 1001
      expect(last_response.status).to eq 403
      expect(last_response.body).to include("This form is out of date")
    end

    it "refuses an account that there is not" do
      authorize
      expect(post("/sign_in", form_token:, user_id: 9).status).to eq 403
    end
  end

  it "lets the user take another account" do
    sign_in
    post "/sign_out", form_token:, continue: URI.encode_www_form(question)
    follow_redirect!
    expect(last_response.body).to include("Sign in to Litmus")
  end
end
