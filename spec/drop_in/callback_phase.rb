# frozen_string_literal: true

require "stringio"

RSpec.describe "What the Ruby gem does: the callback phase" do
  describe "the token request" do
    it "is one POST" do
      site.sign_in
      expect(litmus.token_requests.map(&:verb)).to eq(%w[POST])
    end

    # As JSON or as a form: the Ruby gem sends a form, Litmus's guide shows JSON.
    it "carries the code, the redirect_uri of the first leg and the grant type" do
      visitor = site
      start = visitor.post("/auth/litmus")
      back = visitor.at_litmus(start)
      visitor.get(back)
      expect(litmus.token_requests.first.params)
        .to include("grant_type" => "authorization_code", "code" => Rack::Utils.parse_query(URI(back).query)["code"],
                    "redirect_uri" => start.query["redirect_uri"])
    end

    # In the body or as Basic: that default changed between the versions of the oauth2 gem.
    it "carries the credentials" do
      site.sign_in
      expect(litmus.token_requests.first.credentials).to eq(%w[app-id app-secret])
    end

    it "carries no verifier without PKCE" do
      site.sign_in
      expect(litmus.token_requests.first.params).not_to have_key("code_verifier")
    end

    it "carries the verifier with PKCE, which then leaves the session" do
      visitor = site(pkce: true)
      start = visitor.post("/auth/litmus")
      verifier = visitor.session["omniauth.pkce.verifier"]
      visitor.get(visitor.at_litmus(start))
      expect(litmus.token_requests.first.params["code_verifier"]).to eq(verifier)
      expect(visitor.session).not_to have_key("omniauth.pkce.verifier")
    end

    it "satisfies a server that checks the challenge, also with the plain method" do
      plain = { code_challenge: proc { |verifier| verifier }, code_challenge_method: "plain" }
      expect([site(pkce: true), site(pkce: true, pkce_options: plain)].map { |visitor| visitor.sign_in.identity.uid })
        .to eq(%w[4711 4711])
    end

    it "carries token_params" do
      site(token_params: { audience: "api" }).sign_in
      expect(litmus.token_requests.first.params["audience"]).to eq("api")
    end

    it "carries what token_options name, procs called with the environment" do
      site(token_options: %i[device tenant], device: "desk", tenant: proc { |env| env["HTTP_X_TENANT"] })
        .sign_in("/auth/litmus", "HTTP_X_TENANT" => "blue")
      expect(litmus.token_requests.first.params).to include("device" => "desk", "tenant" => "blue")
    end
  end

  describe "the profile" do
    it "is asked for at the API host, once" do
      site.sign_in
      expect(litmus.profile_requests.map { |request| [request.verb, request.headers["host"]] })
        .to eq([["GET", URI(api_host).authority]])
    end

    it "is asked for with the new token" do
      token = site.sign_in.identity.credentials.token
      expect(litmus.profile_requests.first.token).to eq(token)
    end

    it "is asked for with the token in the query where auth_token_params say so" do
      token = site(auth_token_params: { mode: :query }).sign_in.identity.credentials.token
      expect(litmus.profile_requests.first.query["access_token"]).to eq(token)
    end

    it "is asked for with the token under the name that auth_token_params give it" do
      token = site(auth_token_params: { mode: :query, param_name: "oauth_token" }).sign_in.identity.credentials.token
      expect(litmus.profile_requests.first.query["oauth_token"]).to eq(token)
    end
  end

  describe "the auth hash" do
    it "has exactly these parts" do
      expect(site.sign_in.identity.to_hash)
        .to match("provider" => "litmus", "uid" => "4711",
                  "info" => { "name" => "Ada King Lovelace", "first_name" => "Ada", "last_name" => "Lovelace" },
                  "credentials" => { "token" => match(/\A\h{32}\z/), "refresh_token" => match(/\A\h{32}\z/),
                                     "expires_at" => be_an(Integer), "expires" => true },
                  "extra" => {})
    end

    it "is one of OmniAuth's, and valid" do
      expect(site.sign_in.identity).to be_an(OmniAuth::AuthHash).and be_valid
    end

    it "has expires_at in seconds since the epoch" do
      earliest = Time.now.to_i + 7200
      auth = site.sign_in.identity
      expect(auth.credentials.expires_at).to be_between(earliest, Time.now.to_i + 7200)
    end

    # Without expires_in the Ruby gem drops a refresh token; here Litmus sends none.
    it "says so where the token does not expire" do
      litmus.grants.token_members = { "expires_in" => nil, "refresh_token" => nil }
      expect(site.sign_in.identity.credentials.to_hash).to match("token" => String, "expires" => false)
    end

    it "has expires_at where Litmus sends the lifetime as text" do
      litmus.grants.token_members = { "expires_in" => "7200" }
      expect(site.sign_in.identity.credentials).to include("expires_at" => be_an(Integer), "expires" => true)
    end

    it "has no refresh token where Litmus sends none" do
      litmus.grants.token_members = { "refresh_token" => nil }
      expect(site.sign_in.identity.credentials.keys).to eq(%w[token expires_at expires])
    end

    it "has no info where skip_info is set" do
      expect(site(skip_info: true).sign_in.identity.keys).to eq(%w[provider uid credentials extra])
    end

    it "has the id as a String, whatever it was" do
      litmus.answer("/v2/users/current", 200, { "user" => { "id" => "u-1" } })
      expect(site.sign_in.identity.uid).to eq("u-1")
    end

    it "tolerates a profile without names" do
      litmus.answer("/v2/users/current", 200, { "user" => { "id" => 5 } })
      expect(site.sign_in.identity.info.values_at(:name, :first_name, :last_name)).to eq([nil, nil, nil])
    end

    it "keeps what is not ASCII" do
      litmus.answer("/v2/users/current", 200, { "user" => { "id" => 5, "full_name" => "Zoë Łukasz 山田" } })
      expect(site.sign_in.identity.info.name).to eq("Zoë Łukasz 山田")
    end

    it "survives Marshal, as sessions do it" do
      auth = site.sign_in.identity
      expect(Marshal.load(Marshal.dump(auth))).to eq(auth)
    end

    it "survives JSON, as sessions and jobs do it" do
      auth = site.sign_in.identity
      expect(JSON.parse(JSON.generate(auth))).to eq(auth.to_hash)
    end
  end

  describe "the app behind" do
    it "answers the callback" do
      app = ->(env) { [302, { "location" => "/welcome/#{env["omniauth.auth"].uid}" }, []] }
      expect(site(app:).sign_in.location).to eq("/welcome/4711")
    end

    it "has the strategy at hand, and its token" do
      visit = site.sign_in
      expect(visit.strategy.access_token.token).to eq(visit.identity.credentials.token)
    end

    it "gets the origin and the parameters of the first leg" do
      visit = site.sign_in("/auth/litmus?origin=/emails/1&plan=pro")
      expect(visit.env).to include("omniauth.origin" => "/emails/1",
                                   "omniauth.params" => { "origin" => "/emails/1", "plan" => "pro" })
    end

    it "may raise what it likes" do
      app = ->(env) { env["omniauth.auth"] ? raise(IndexError, "mine") : DropIn::Helpers::PLAIN_APP.call(env) }
      expect { site(app:).sign_in }.to raise_error(IndexError, "mine")
    end

    it "finds no state left in the session" do
      visitor = site
      visitor.sign_in
      expect(visitor.session).not_to have_key("omniauth.state")
    end

    it "is reached again by the same person's next login" do
      visitor = site
      expect(Array.new(3) { visitor.sign_in.identity.uid }).to eq(%w[4711 4711 4711])
    end
  end

  it "refreshes a token that has expired on arrival" do
    visitor = site
    back = visitor.at_litmus(visitor.post("/auth/litmus"))
    litmus.grants.token_members = { "expires_in" => -60 }
    visitor.get(back)
    expect(litmus.token_requests.map { |request| request.params["grant_type"] })
      .to eq(%w[authorization_code refresh_token])
  end

  it "calls OmniAuth's hooks in the request and the callback phase" do
    called = []
    OmniAuth.config.before_request_phase { |env| called << env["PATH_INFO"] }
    OmniAuth.config.before_callback_phase { |env| called << env["PATH_INFO"] }
    site.sign_in
    expect(called).to eq(%w[/auth/litmus /auth/litmus/callback])
  end

  it "completes without a state where provider_ignores_state is set" do
    visitor = site(provider_ignores_state: true)
    back = URI(visitor.at_litmus(visitor.post("/auth/litmus")))
    back.query = Rack::Utils.build_query(Rack::Utils.parse_query(back.query).slice("code"))
    expect(visitor.get(back.to_s).identity.uid).to eq("4711")
  end

  it "sends the verifier then, too" do
    visitor = site(provider_ignores_state: true, pkce: true)
    back = URI(visitor.at_litmus(visitor.post("/auth/litmus")))
    back.query = Rack::Utils.build_query(Rack::Utils.parse_query(back.query).slice("code"))
    expect(visitor.get(back.to_s).identity.uid).to eq("4711")
  end

  it "completes a callback that is a form" do
    visitor = site
    back = URI(visitor.at_litmus(visitor.post("/auth/litmus")))
    form = { "CONTENT_TYPE" => "application/x-www-form-urlencoded", "CONTENT_LENGTH" => back.query.bytesize.to_s,
             "rack.input" => StringIO.new(back.query) }
    expect(visitor.post("/auth/litmus/callback", form).identity.uid).to eq("4711")
  end

  # Apps' own request specs are like this: a state put into the session, a stubbed exchange, a code that never changes.
  it "completes what an app's specs make up, as often as they do" do
    token = double("token", token: "t", refresh_token: nil, expires?: false, expires_at: nil, expired?: false,
                            options: {}, get: double(parsed: { "user" => { "id" => 1 } }))
    stubbed = subclass { define_method(:build_access_token) { token } }
    uids = Array.new(2) do
      visitor = site(strategy: stubbed)
      visitor.session["omniauth.state"] = "abc"
      visitor.get("/auth/litmus/callback?code=made-up&state=abc").identity.uid
    end
    expect(uids).to eq(%w[1 1])
  end

  it "completes with a state of the app's own" do
    expect(site(state: "the-app-s-own-state-0123456789").sign_in.identity.uid).to eq("4711")
  end

  it "completes a login that another process started, with the state alone in the session" do
    visitor = site
    back = visitor.at_litmus(visitor.post("/auth/litmus"))
    visitor.session.replace("omniauth.state" => visitor.session["omniauth.state"])
    expect(visitor.get(back).identity.uid).to eq("4711")
  end

  it "completes one with state and verifier alone in the session" do
    visitor = site(pkce: true)
    back = visitor.at_litmus(visitor.post("/auth/litmus"))
    visitor.session.select! { |name, _| %w[omniauth.state omniauth.pkce.verifier].include?(name) }
    expect(visitor.get(back).identity.uid).to eq("4711")
  end
end
