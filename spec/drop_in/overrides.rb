# frozen_string_literal: true

RSpec.describe "What the Ruby gem does: overriding in a subclass" do
  def query_of(type, path = "/auth/litmus")
    site(strategy: type).post(path).query
  end

  def sign_in_with(type, path = "/auth/litmus")
    site(strategy: type).sign_in(path)
  end

  describe "authorize_params" do
    it "may add a parameter" do
      type = subclass { define_method(:authorize_params) { super().tap { |params| params[:prompt] = "login" } } }
      expect(query_of(type)).to include("prompt" => "login", "state" => String)
    end

    it "may merge one" do
      type = subclass { define_method(:authorize_params) { super().merge(prompt: "login") } }
      expect(query_of(type)).to include("prompt" => "login", "state" => String)
    end

    it "may be a Hash of its own, with Symbols" do
      type = subclass do
        define_method(:authorize_params) do
          { scope: "full", state: session["omniauth.state"] = SecureRandom.hex(16) }
        end
      end
      expect(query_of(type)).to include("scope" => "full", "state" => match(/\A\h{32}\z/))
      expect(sign_in_with(type).identity.uid).to eq("4711")
    end

    it "may be a Hash made from the inherited one" do
      type = subclass { define_method(:authorize_params) { super().to_hash(symbolize_keys: true) } }
      expect(sign_in_with(type).identity.uid).to eq("4711")
    end

    it "may take one from the request" do
      type = subclass do
        define_method(:authorize_params) { super().tap { |params| params[:hint] = request.params["hint"] } }
      end
      expect(query_of(type, "/auth/litmus?hint=ada")).to include("hint" => "ada")
    end

    it "may set a state of its own, in the parameters and in the session" do
      type = subclass do
        define_method(:authorize_params) do
          super().tap { |params| session["omniauth.state"] = params[:state] = "own-#{SecureRandom.hex(16)}" }
        end
      end
      expect(query_of(type)["state"]).to start_with("own-")
      expect(sign_in_with(type).identity.uid).to eq("4711")
    end

    it "may keep something in the session for the callback" do
      type = subclass do
        define_method(:authorize_params) { super().tap { session["plan"] = request.params["plan"] } }
        extra { { "plan" => session.delete("plan") } }
      end
      expect(sign_in_with(type, "/auth/litmus?plan=pro").identity.extra.plan).to eq("pro")
    end
  end

  describe "token_params" do
    it "may add a parameter" do
      sign_in_with(subclass { define_method(:token_params) { super().merge(audience: "api") } })
      expect(litmus.token_requests.first.params["audience"]).to eq("api")
    end

    it "may be changed in place" do
      sign_in_with(subclass { define_method(:token_params) { super().tap { |params| params[:audience] = "api" } } })
      expect(litmus.token_requests.first.params["audience"]).to eq("api")
    end
  end

  describe "callback_url" do
    it "is used on both legs" do
      type = subclass { define_method(:callback_url) { "https://partner.example/auth/litmus/callback" } }
      start = site(strategy: type).then { |visitor| [visitor, visitor.post("/auth/litmus")] }
      visitor, first = start
      visitor.get(visitor.at_litmus(first))
      expect([first.query, litmus.token_requests.first.params].map { |params| params["redirect_uri"] })
        .to eq(["https://partner.example/auth/litmus/callback"] * 2)
    end

    it "may build on the inherited one" do
      type = subclass { define_method(:callback_url) { super().sub("http://", "https://") } }
      expect(query_of(type)["redirect_uri"]).to eq("https://example.org/auth/litmus/callback")
      expect(sign_in_with(type).identity.uid).to eq("4711")
    end

    it "is made from full_host and callback_path, which may be stubbed" do
      made = strategy
      allow(made).to receive_messages(full_host: "https://partner.example", callback_path: "/sub/auth/litmus/callback")
      expect(made.callback_url).to eq("https://partner.example/sub/auth/litmus/callback")
    end

    it "has no query string, whatever the request has" do
      made = strategy
      allow(made).to receive_messages(full_host: "https://partner.example", script_name: "", query_string: "?code=x")
      expect(made.callback_url).to eq("https://partner.example/auth/litmus/callback")
    end
  end

  describe "build_access_token" do
    it "may call the inherited one and keep the token" do
      kept = []
      type = subclass { define_method(:build_access_token) { super().tap { |token| kept << token.token } } }
      expect(sign_in_with(type).identity.credentials.token).to eq(kept.first)
    end

    # As it is copied from omniauth-oauth2 into many strategies.
    it "may do the exchange itself" do
      type = subclass do
        define_method(:build_access_token) do
          params = { redirect_uri: callback_url }.merge(token_params.to_hash(symbolize_keys: true))
          client.auth_code.get_token(request.params["code"], params, deep_symbolize(options.auth_token_params))
        end
      end
      expect(site(strategy: type, pkce: true).sign_in.identity.uid).to eq("4711")
    end

    it "may send parameters of its own" do
      type = subclass do
        define_method(:build_access_token) do
          client.auth_code.get_token(request.params["code"], redirect_uri: callback_url, audience: "api")
        end
      end
      expect(sign_in_with(type).identity.uid).to eq("4711")
      expect(litmus.token_requests.first.params["audience"]).to eq("api")
    end

    it "may send headers of its own" do
      type = subclass do
        define_method(:build_access_token) do
          client.auth_code.get_token(request.params["code"], redirect_uri: callback_url, headers: { "X-Trace" => "7" })
        end
      end
      expect(sign_in_with(type).identity.uid).to eq("4711")
      expect(litmus.token_requests.first)
        .to have_attributes(headers: include("x-trace" => "7"), params: satisfy { |params| !params.key?("headers") })
    end

    it "may use another grant" do
      type = subclass do
        define_method(:build_access_token) { client.get_token({ grant_type: "client_credentials" }) }
      end
      expect(sign_in_with(type).identity.uid).to eq("4711")
      expect(litmus.token_requests.map { |request| request.params["grant_type"] }).to eq(%w[client_credentials])
    end

    it "may return a token that it was given" do
      type = subclass do
        define_method(:build_access_token) do
          super().class.from_hash(client, { "access_token" => "given", "expires_in" => 60 })
        end
      end
      expect(sign_in_with(type).identity.credentials.token).to eq("given")
      expect(litmus.profile_requests.first.token).to eq("given")
    end

    it "may return anything that answers like a token" do
      duck = double("token", token: "duck", refresh_token: nil, expires?: false, expires_at: nil, expired?: false,
                             options: {}, get: double(parsed: { "user" => { "id" => 1 } }))
      type = subclass { define_method(:build_access_token) { duck } }
      expect(sign_in_with(type).identity)
        .to have_attributes(uid: "1", credentials: { "token" => "duck", "expires" => false })
    end
  end

  describe "client" do
    it "may choose the credentials by request" do
      litmus.grants.register("blue-id", "blue-secret")
      type = subclass do
        define_method(:client) do
          options.client_id = "blue-id"
          options.client_secret = "blue-secret"
          super()
        end
      end
      expect(query_of(type)["client_id"]).to eq("blue-id")
      expect(sign_in_with(type).identity.uid).to eq("4711")
      expect(litmus.token_requests.first.credentials).to eq(%w[blue-id blue-secret])
    end

    it "may change the options by request" do
      type = subclass do
        define_method(:client) do
          options.client_options.authorize_url = "/#{request.params["locale"]}/authorize"
          super()
        end
      end
      expect(site(strategy: type).post("/auth/litmus?locale=de").location).to start_with("#{oauth_host}/de/authorize?")
    end

    it "may change the options of the client it got" do
      type = subclass do
        define_method(:client) { super().tap { |client| client.options[:authorize_url] = "/other/authorize" } }
      end
      expect(site(strategy: type).post("/auth/litmus").location).to start_with("#{oauth_host}/other/authorize?")
    end

    it "may add to connection_opts, of which the next client knows nothing" do
      type = subclass do
        define_method(:client) do
          super().tap { |client| client.options[:connection_opts][:headers] = { "X-Partner" => "7" } }
        end
      end
      sign_in_with(type)
      site.sign_in
      expect(litmus.token_requests.map { |request| request.headers["x-partner"] }).to eq(["7", nil])
    end

    it "may make a client of its own" do
      type = subclass do
        define_method(:client) do
          inherited = super()
          inherited.class.new("app-id", "app-secret", site: inherited.site, auth_scheme: :request_body)
        end
      end
      expect(sign_in_with(type).identity.uid).to eq("4711")
      expect(litmus.token_requests.first).to have_attributes(basic?: false)
    end
  end

  describe "the phases" do
    it "may be wrapped: request_phase" do
      type = subclass do
        define_method(:request_phase) do
          session["started"] = "yes"
          super()
        end
      end
      visitor = site(strategy: type)
      expect([visitor.sign_in.identity.uid, visitor.session["started"]]).to eq(%w[4711 yes])
    end

    it "may be replaced: request_phase" do
      type = subclass do
        define_method(:request_phase) do
          redirect client.auth_code.authorize_url({ redirect_uri: callback_url }.merge(authorize_params))
        end
      end
      expect(sign_in_with(type).identity.uid).to eq("4711")
    end

    it "may be wrapped: callback_phase" do
      type = subclass do
        define_method(:callback_phase) do
          env["wrapped"] = true
          super()
        end
      end
      expect(sign_in_with(type)).to have_attributes(auth: have_attributes(uid: "4711"), env: include("wrapped" => true))
    end
  end

  describe "the helpers that overrides call" do
    it "turn keys into Symbols at every depth" do
      expect(strategy.send(:deep_symbolize, { "a" => { "b" => [{ "c" => 1 }] } })).to eq({ a: { b: [{ "c" => 1 }] } })
    end

    it "collect the options for a leg" do
      made = strategy(scope: "full", authorize_options: %i[scope state locale])
      expect(made.send(:options_for, "authorize")).to eq({ scope: "full" })
    end

    it "give no PKCE parameters without PKCE" do
      expect([strategy.send(:pkce_authorize_params), strategy.send(:pkce_token_params)]).to eq([{}, {}])
    end

    it "give the challenge with PKCE" do
      made = strategy(pkce: true)
      allow(made).to receive(:session).and_return({})
      expect(made.send(:pkce_authorize_params))
        .to match(code_challenge: match(/\A[A-Za-z0-9\-_]{43}\z/), code_challenge_method: "S256")
    end

    it "are not public" do
      names = %i[build_access_token options_for pkce_authorize_params pkce_token_params deep_symbolize]
      expect(strategy.public_methods & names).to be_empty
    end

    it "stand beside these, which are" do
      expect(strategy).to respond_to(:client, :access_token, :access_token=, :authorize_params, :token_params,
                                     :request_phase, :callback_phase, :callback_url, :raw_info)
    end
  end
end
