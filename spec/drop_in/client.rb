# frozen_string_literal: true

RSpec.describe "What the Ruby gem does: the client" do
  def client(client_options = {})
    strategy(client_options:).client
  end

  def sign_in(client_options)
    site(client_options:).sign_in
  end

  it "has the credentials, the site and the options" do
    expect(client(auth_scheme: :request_body))
      .to have_attributes(id: "app-id", secret: "app-secret", site: oauth_host,
                          options: include(auth_scheme: :request_body))
  end

  it "has connection_opts, to which an override may add" do
    made = client(connection_opts: { request: { timeout: 7 } })
    expect(made.options[:connection_opts]).to eq(request: { timeout: 7 })
    expect(client.options[:connection_opts]).to eq({})
  end

  it "takes other options" do
    made = client(authorize_url: "/old")
    expect(made.authorize_url).to eq("#{oauth_host}/old")
    made.options = made.options.merge(authorize_url: "/new")
    expect(made.authorize_url).to eq("#{oauth_host}/new")
  end

  it "is made anew at each call" do
    made = strategy
    expect(made.client).not_to be(made.client)
  end

  it "makes the addresses of the two endpoints" do
    expect([client.authorize_url, client.token_url])
      .to eq(["#{oauth_host}/oauth/authorize", "#{oauth_host}/oauth/token"])
  end

  it "makes the authorize address of a login" do
    url = URI(client.auth_code.authorize_url(redirect_uri: "https://partner.example/cb", state: "abc"))
    expect(Rack::Utils.parse_query(url.query))
      .to eq("response_type" => "code", "client_id" => "app-id", "state" => "abc",
             "redirect_uri" => "https://partner.example/cb")
  end

  it "has the parameters of a login" do
    expect(client.auth_code.authorize_params("state" => "abc"))
      .to eq("response_type" => "code", "client_id" => "app-id", "state" => "abc")
  end

  # @return [String] where a call went
  def arrived(site, address)
    strategy(client_options: { site: }).client.request(:get, address, raise_errors: false)
    litmus.requests.last.path
  end

  it "takes addresses without a slash in front as below the site's path" do
    expect(["/base", "/base/"].map { |path| arrived(oauth_host + path, "user/repos") }).to eq(["/base/user/repos"] * 2)
    expect(arrived(oauth_host, "user/repos")).to eq("/user/repos")
  end

  it "takes addresses with a slash in front as below the root" do
    expect(["/base", "/base/"].map { |path| arrived(oauth_host + path, "/user") }).to eq(["/user"] * 2)
  end

  it "takes the endpoints likewise" do
    made = client(site: "#{oauth_host}/base", authorize_url: "oauth/authorize", token_url: "oauth/token")
    expect([made.authorize_url, made.token_url])
      .to eq(["#{oauth_host}/base/oauth/authorize", "#{oauth_host}/base/oauth/token"])
  end

  it "takes a URI as the site, and for a call" do
    made = client(site: URI(oauth_host))
    expect(made.auth_code.authorize_url(state: "abc")).to start_with("#{oauth_host}/oauth/authorize?")
    expect(made.request(:get, URI("#{oauth_host}/echo")).status).to eq(200)
  end

  it "exchanges parameters for a token" do
    expect(client.get_token({ grant_type: "client_credentials" }).token).to match(/\A\h{32}\z/)
  end

  it "has the client credentials grant" do
    expect(client.client_credentials.get_token.token).to match(/\A\h{32}\z/)
    expect(litmus.token_requests.last).to have_attributes(params: include("grant_type" => "client_credentials"),
                                                          credentials: %w[app-id app-secret])
  end

  it "makes requests without a token" do
    response = client.request(:get, "/echo", params: { a: "1" }, headers: { "X-Trace" => "7" })
    expect(response.parsed["query"]).to eq("a" => "1")
    expect(litmus.requests("/echo").last).to have_attributes(token: nil, headers: include("x-trace" => "7"))
  end

  describe "client_options" do
    it "names another site" do
      other = oauth_host.sub("127.0.0.1", "localhost")
      expect(sign_in(site: other).identity.uid).to eq("4711")
      expect(litmus.token_requests.first.headers["host"]).to eq(URI(other).authority)
    end

    it "names another authorize page" do
      expect(site(client_options: { authorize_url: "/de/authorize" }).post("/auth/litmus").location)
        .to start_with("#{oauth_host}/de/authorize?")
    end

    it "names an authorize page elsewhere" do
      expect(site(client_options: { authorize_url: "https://login.example/authorize" }).post("/auth/litmus").location)
        .to start_with("https://login.example/authorize?")
    end

    it "names another token endpoint" do
      litmus.answer("/other/token", 200, { "access_token" => "other", "token_type" => "bearer" })
      expect(sign_in(token_url: "/other/token").identity.credentials.token).to eq("other")
    end

    it "names a token endpoint elsewhere" do
      litmus.answer("/other/token", 200, { "access_token" => "other", "token_type" => "bearer" })
      sign_in(token_url: "#{api_host}/other/token")
      expect(litmus.requests("/other/token").first.headers["host"]).to eq(URI(api_host).authority)
    end

    it "may have String keys" do
      expect(strategy("client_options" => { "token_url" => "/t" }).client.token_url).to eq("#{oauth_host}/t")
    end

    it "puts the credentials into the body with auth_scheme: :request_body" do
      sign_in(auth_scheme: :request_body)
      expect(litmus.token_requests.first)
        .to have_attributes(basic?: false, params: include("client_id" => "app-id", "client_secret" => "app-secret"))
    end

    # Whether client_id stands in the body as well is a matter of the oauth2 gem's version.
    it "puts the credentials into a header with auth_scheme: :basic_auth" do
      expect(sign_in(auth_scheme: :basic_auth).identity.uid).to eq("4711")
      expect(litmus.token_requests.first).to have_attributes(basic?: true, credentials: %w[app-id app-secret])
      expect(litmus.token_requests.first.params).not_to have_key("client_secret")
    end

    it "uses auth_scheme for a refresh, too" do
      signed_in_token(client_options: { auth_scheme: :basic_auth }).refresh!
      expect(litmus.token_requests.last).to have_attributes(basic?: true, credentials: %w[app-id app-secret])
    end

    it "adds the headers in connection_opts to every request" do
      sign_in(connection_opts: { headers: { "User-Agent" => "Partner/1.0", "X-Partner" => "7" } })
      asked = litmus.token_requests + litmus.profile_requests
      expect(asked.map { |request| request.headers.values_at("user-agent", "x-partner") })
        .to eq([%w[Partner/1.0 7]] * 2)
    end

    it "spells Symbols as names of header fields" do
      sign_in(connection_opts: { headers: { user_agent: "Partner/1.0", x_partner: "7" } })
      asked = litmus.token_requests + litmus.profile_requests
      expect(asked.map { |request| request.headers.values_at("user-agent", "x-partner") })
        .to eq([%w[Partner/1.0 7]] * 2)
    end

    it "takes credentials of digits, as YAML reads them" do
      litmus.grants.register("12345", "67890")
      visitor = DropIn::Site.new(OmniAuth::Strategies::Litmus.new(DropIn::Helpers::PLAIN_APP, 12_345, 67_890, {}))
      expect(visitor.sign_in.identity.uid).to eq("4711")
    end

    it "takes Rationals for deadlines" do
      expect(sign_in(connection_opts: { request: { timeout: 10r, open_timeout: 5r } }).identity.uid).to eq("4711")
    end

    it "takes deadlines in connection_opts" do
      deadlines = { timeout: 30, open_timeout: 10 }
      expect(sign_in(connection_opts: { request: deadlines }).identity.uid).to eq("4711")
    end

    it "takes TLS settings, also where no TLS is spoken" do
      expect(sign_in(ssl: { verify: true }).identity.uid).to eq("4711")
    end

    it "takes TLS settings in connection_opts" do
      expect(sign_in(connection_opts: { ssl: { verify: true } }).identity.uid).to eq("4711")
    end

    it "sends redirect_uri to the authorize page" do
      query = site(client_options: { redirect_uri: "https://partner.example/cb" }).post("/auth/litmus").query
      expect(query["redirect_uri"]).to eq("https://partner.example/cb")
    end

    it "limits how many redirects are followed" do
      token = signed_in_token(client_options: { max_redirects: 0 })
      expect(token.get("/moved", raise_errors: false).status).to eq(302)
    end

    it "returns errors instead of raising them with raise_errors: false" do
      token = signed_in_token(client_options: { raise_errors: false })
      expect(token.get("/nothing-here").status).to eq(404)
    end
  end
end
