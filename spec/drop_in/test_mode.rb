# frozen_string_literal: true

RSpec.describe "What the Ruby gem does: OmniAuth's test mode" do
  before { OmniAuth.config.test_mode = true }

  def sign_in(visitor = site)
    visitor.post("/auth/litmus")
    visitor.get("/auth/litmus/callback")
  end

  after { expect(litmus.requests).to be_empty }

  it "sends the browser straight back" do
    expect(site.post("/auth/litmus").location).to eq("http://example.org/auth/litmus/callback")
  end

  it "has OmniAuth's default identity" do
    expect(sign_in.identity).to include("provider" => "default", "uid" => "1234")
  end

  it "has the app's own identity" do
    OmniAuth.config.mock_auth[:litmus] =
      OmniAuth::AuthHash.new(provider: "litmus", uid: "7", info: { name: "Test" }, credentials: { token: "t" })
    expect(sign_in.identity).to have_attributes(provider: "litmus", uid: "7", credentials: have_attributes(token: "t"))
  end

  it "has an identity made by add_mock" do
    OmniAuth.config.add_mock(:litmus, uid: "8", info: { name: "Added" })
    expect(sign_in.identity).to include("provider" => "litmus", "uid" => "8")
  end

  it "fails with the app's own key" do
    OmniAuth.config.mock_auth[:litmus] = :invalid_credentials
    visit = sign_in
    expect(visit).to have_attributes(failure: :invalid_credentials, auth: nil,
                                     location: "/auth/failure?message=invalid_credentials&strategy=litmus")
  end

  it "keeps origin and parameters" do
    visitor = site
    visitor.post("/auth/litmus?origin=/emails/1&plan=pro")
    expect(visitor.get("/auth/litmus/callback").env)
      .to include("omniauth.origin" => "/emails/1", "omniauth.params" => include("plan" => "pro"))
  end

  it "runs without id and secret" do
    visitor = DropIn::Site.new(OmniAuth::Strategies::Litmus.new(DropIn::Helpers::PLAIN_APP, nil, nil))
    expect(sign_in(visitor).identity.uid).to eq("1234")
  end

  it "runs the setup" do
    ran = []
    sign_in(site(setup: ->(env) { ran << env["PATH_INFO"] }))
    expect(ran).to eq(%w[/auth/litmus /auth/litmus/callback])
  end

  describe "a strategy outside of any request" do
    it "has authorize_params: the state alone" do
      expect(strategy.authorize_params.keys).to eq(%w[state])
    end

    it "has the options in authorize_params" do
      expect(strategy(scope: "full").authorize_params.keys).to contain_exactly("state", "scope")
    end

    it "has authorize_params of its own in authorize_params" do
      params = strategy(authorize_params: { prompt: "login" }).authorize_params
      expect(params).to include("prompt" => "login", "state" => String)
    end

    it "has the challenge in authorize_params" do
      expect(strategy(pkce: true).authorize_params.keys)
        .to contain_exactly("state", "code_challenge", "code_challenge_method")
    end

    it "has authorize_params that are read by Symbol, String or name" do
      params = strategy.authorize_params
      expect([params[:state], params["state"], params.state].uniq).to match([/\A\S{22,}\z/])
    end

    it "has a session, with the state" do
      made = strategy
      state = made.authorize_params[:state]
      expect(made.session["omniauth.state"]).to eq(state)
    end

    it "has token_params" do
      expect(strategy(token_params: { audience: "api" }, token_options: [:device], device: "desk").token_params)
        .to eq("audience" => "api", "device" => "desk")
    end

    it "has token_params for a call with Symbols" do
      expect(strategy(token_params: { audience: "api" }).token_params.to_hash(symbolize_keys: true))
        .to eq(audience: "api")
    end

    it "has a client" do
      expect(strategy.client).to have_attributes(id: "app-id", secret: "app-secret", site: oauth_host)
    end
  end
end
