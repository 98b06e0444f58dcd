# frozen_string_literal: true

RSpec.describe "What the Ruby gem does: options and subclasses" do
  describe "an option's default" do
    {
      name: "litmus", client_id: nil, client_secret: nil, authorize_params: {}, authorize_options: %i[scope state],
      token_params: {}, token_options: [], auth_token_params: {}, provider_ignores_state: false, pkce: false,
      pkce_verifier: nil, setup: false, origin_param: "origin"
    }.each do |name, default|
      it "of #{name} is #{default.inspect}" do
        expect(OmniAuth::Strategies::Litmus.new(nil).options[name]).to eq(default)
      end
    end

    it "of client_options has the sign-in host as its site" do
      expect(OmniAuth::Strategies::Litmus.new(nil).options.client_options.site).to eq(oauth_host)
    end

    it "of pkce_options is S256" do
      options = OmniAuth::Strategies::Litmus.new(nil).options.pkce_options
      expect(options.code_challenge_method).to eq("S256")
    end

    it "of pkce_options computes the challenge of RFC 7636, appendix B" do
      challenge = OmniAuth::Strategies::Litmus.new(nil).options.pkce_options[:code_challenge]
      expect(challenge.call("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
        .to eq("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    end
  end

  it "takes the id and the secret as its arguments" do
    expect(strategy.options).to have_attributes(client_id: "app-id", client_secret: "app-secret")
  end

  it "takes the id and the secret as options" do
    options = OmniAuth::Strategies::Litmus.new(nil, client_id: "id", client_secret: "secret").options
    expect(options).to have_attributes(client_id: "id", client_secret: "secret")
  end

  it "yields its options to a block" do
    made = OmniAuth::Strategies::Litmus.new(nil, "id", "secret") { |options| options.scope = "full" }
    expect(made.options.scope).to eq("full")
  end

  it "refuses a third argument" do
    expect { OmniAuth::Strategies::Litmus.new(nil, "id", "secret", "more") }.to raise_error(ArgumentError)
  end

  it "merges client_options into the default ones" do
    options = strategy(client_options: { token_url: "/token" }).options.client_options
    expect(options).to have_attributes(site: oauth_host, token_url: "/token")
  end

  it "keeps the options of two instances apart" do
    strategy(client_options: { site: "https://eu.example" }, authorize_params: { prompt: "login" })
    expect(strategy.options).to have_attributes(client_options: have_attributes(site: oauth_host), authorize_params: {})
  end

  it "leaves an option it does not know to the subclass that reads it" do
    expect(strategy(tenant: "blue").options.tenant).to eq("blue")
  end

  it "is configured for all instances by `configure`" do
    type = subclass
    type.configure { |options| options.scope = "full" }
    expect(type.new(nil).options.scope).to eq("full")
  end

  describe "a subclass" do
    it "is among OmniAuth's strategies" do
      type = subclass
      expect(OmniAuth.strategies.last).to be(type)
    end

    it "of a subclass is there too" do
      type = subclass("Other", parent: subclass)
      expect(OmniAuth.strategies.last).to be(type)
    end

    it "inherits name, arguments and options" do
      made = subclass.new(nil, "id", "secret")
      expect(made.options).to have_attributes(name: "litmus", client_id: "id", authorize_options: %i[scope state],
                                              client_options: have_attributes(site: oauth_host))
    end

    it "may have a name of its own" do
      expect(subclass { option :name, "partner" }.new(nil).name).to eq("partner")
    end

    it "may have options of its own, of which its parent knows nothing" do
      subclass { option :scope, "full" }
      expect(strategy.options.scope).to be_nil
    end

    it "may change a nested option, of which its parent knows nothing" do
      type = subclass { default_options.client_options.token_url = "/elsewhere" }
      expect([type.new(nil), strategy].map { |made| made.options.client_options.token_url }).to eq(["/elsewhere", nil])
    end

    it "may replace a nested option as a whole" do
      host = oauth_host
      type = subclass { option :client_options, { site: host, token_url: "/elsewhere" } }
      expect(type.new(nil).client.token_url).to eq("#{oauth_host}/elsewhere")
    end

    it "is found by its own name in a builder" do
      type = subclass { option :name, "partner" }
      app = OmniAuth::Builder.new { provider :partner_litmus, "app-id", "app-secret" }
      app.run(DropIn::Helpers::PLAIN_APP)
      visit = DropIn::Site.new(app.to_app).sign_in("/auth/partner")
      expect(visit).to have_attributes(strategy: be_a(type), auth: have_attributes(provider: "partner", uid: "4711"))
    end

    it "signs in with the inherited behaviour" do
      expect(site(strategy: subclass).sign_in.identity.uid).to eq("4711")
    end
  end
end
