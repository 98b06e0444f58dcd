# frozen_string_literal: true

# What well-known strategies on omniauth-oauth2 do, as subclasses of an app's.
RSpec.describe "What the Ruby gem does: subclasses in the manner of other strategies" do
  def parameters_of_leg_one(type, path = "/auth/litmus", **options)
    site(strategy: type, **options).post(path).query
  end

  it "take parameters from the request, and a default after them" do
    type = subclass do
      option :authorize_options, %i[scope state display login_hint]
      define_method(:authorize_params) do
        super().tap do |params|
          options[:authorize_options].each do |name|
            params[name] = request.params[name.to_s] unless [nil, ""].include?(request.params[name.to_s])
          end
          params[:scope] ||= "full"
          session["omniauth.state"] = params[:state] if params[:state]
        end
      end
    end
    expect(parameters_of_leg_one(type, "/auth/litmus?display=popup&login_hint=ada"))
      .to include("display" => "popup", "login_hint" => "ada", "scope" => "full", "state" => String)
    own = "a-state-of-the-page-s-own-0123456789"
    visitor = site(strategy: type)
    start = visitor.post("/auth/litmus?state=#{own}")
    expect(start.query["state"]).to eq(own)
    expect(visitor.get(visitor.at_litmus(start)).identity.uid).to eq("4711")
  end

  it "give the token options of their own" do
    type = subclass do
      option :access_token_options, { header_format: "Bearer %s", param_name: "access_token" }
      define_method(:build_access_token) do
        super().tap { |token| token.options.merge!(deep_symbolize(options.access_token_options)) }
      end
    end
    visit = site(strategy: type).sign_in
    expect(visit.identity.uid).to eq("4711")
    expect(visit.strategy.access_token.options).to include(header_format: "Bearer %s", param_name: "access_token")
  end

  # As the strategies do whose provider wants the credentials in a header, from when oauth2 had them in the body.
  { "" => {}, ", as the settings do" => { auth_scheme: :basic_auth } }.each do |where, client_options|
    it "write the header with the credentials themselves#{where}" do
      header = "Basic #{["app-id:app-secret"].pack("m0")}"
      type = subclass do
        define_method(:build_access_token) do
          options.token_params.merge!(headers: { "Authorization" => header })
          super()
        end
      end
      expect(site(strategy: type, client_options:).sign_in.identity.uid).to eq("4711")
      expect(litmus.token_requests.first.headers["authorization"]).to eq(header)
    end
  end

  it "send a header of another kind beside the credentials" do
    type = subclass do
      define_method(:token_params) do
        super().merge(headers: { "Authorization" => "Gateway 7", "Accept" => "text/json" })
      end
    end
    # Newer versions of oauth2 would have the credentials in that header, too, and lose them.
    expect(site(strategy: type, client_options: { auth_scheme: :request_body }).sign_in.identity.uid).to eq("4711")
    expect(litmus.token_requests.first.headers).to include("authorization" => "Gateway 7", "accept" => "text/json")
  end

  it "set the token's mode in raw_info" do
    type = subclass do
      define_method(:raw_info) do
        access_token.options[:mode] = :header
        @raw_info ||= access_token.get("#{self.class::API_HOST}/v2/users/current").parsed["user"] || {}
      end
    end
    expect(site(strategy: type).sign_in.identity.uid).to eq("4711")
  end

  it "leave out what is empty" do
    type = subclass do
      uid { raw_info["id"].to_s }
      info { prune("name" => raw_info["full_name"], "phone" => nil, urls: { "site" => nil, "web" => "w" }) }
      extra { skip_info? ? {} : { "raw_info" => raw_info } }

      define_method(:prune) do |hash|
        hash.delete_if do |_, value|
          prune(value) if value.is_a?(Hash)
          value.nil? || (value.respond_to?(:empty?) && value.empty?)
        end
      end
    end
    identity = site(strategy: type).sign_in.identity
    expect(identity.info.to_hash).to include("name" => "Ada King Lovelace", "urls" => { "web" => "w" })
    expect(identity.extra.raw_info.id).to eq(4711)
  end

  it "make the uid of info, and info of a method" do
    type = subclass do
      uid { info["name"].downcase }
      info { { "name" => raw_info["full_name"], "nickname" => nick } }
      define_method(:nick) { raw_info["first_name"] }
    end
    identity = site(strategy: type).sign_in.identity
    expect([identity.uid, identity.info.nickname, identity.info[:nickname]]).to eq(["ada king lovelace", "Ada", "Ada"])
  end

  it "ask skip_info with the uid" do
    asked = []
    site(strategy: subclass, skip_info: ->(uid) { (asked << uid) && true }).sign_in
    expect(asked.uniq).to eq(["4711"])
  end

  it "make a uid of what has no id" do
    litmus.answer("/v2/users/current", 200, { "user" => { "email" => "ada@example.com" } })
    expect(site(strategy: subclass { uid { raw_info["email"] } }).sign_in.identity.uid).to eq("ada@example.com")
  end

  it "choose the site in setup, however they write it" do
    ["client_options", :client_options].product(["site", :site]).each do |outer, inner|
      setup = ->(env) { env["omniauth.strategy"].options[outer][inner] = "#{oauth_host}/" }
      expect(parameters_of_leg_one(subclass, setup:, client_options: { site: "http://127.0.0.1:9" }))
        .to include("client_id" => "app-id")
    end
    merged = { site: oauth_host, "token_url" => "/oauth/token" }
    setup = ->(env) { env["omniauth.strategy"].options.client_options.merge!(merged) }
    expect(site(setup:, client_options: { site: "http://127.0.0.1:9" }).sign_in.identity.uid).to eq("4711")
  end

  it "choose id, secret and scope in setup" do
    litmus.grants.register("blue-id", "blue-secret")
    setup = lambda do |env|
      env["omniauth.strategy"].options.merge!(client_id: "blue-id", "client_secret" => "blue-secret")
      env["omniauth.strategy"].options[:scope] = "full"
    end
    expect(parameters_of_leg_one(subclass, setup:)).to include("client_id" => "blue-id", "scope" => "full")
    expect(site(setup:).sign_in.identity.uid).to eq("4711")
    expect(litmus.token_requests.first.credentials).to eq(%w[blue-id blue-secret])
  end

  it "read parameters through a request of their own" do
    type = subclass do
      define_method(:request) do
        super().tap { |request| request.update_param("hint", "mine") if request.params["hint"] }
      end
      define_method(:authorize_params) { super().merge(hint: request.params["hint"]) }
    end
    expect(parameters_of_leg_one(type, "/auth/litmus?hint=theirs")["hint"]).to eq("mine")
  end

  it "have a callback_url with a query" do
    type = subclass { define_method(:callback_url) { "#{super()}?tenant=blue&a=b%20c" } }
    visitor = site(strategy: type)
    start = visitor.post("/auth/litmus")
    visitor.get(visitor.at_litmus(start).sub(/\?(?=[^?]*\z)/, "&"))
    expect([start.query, litmus.token_requests.first.params].map { |params| params["redirect_uri"] })
      .to eq(["http://example.org/auth/litmus/callback?tenant=blue&a=b%20c"] * 2)
  end

  it "raise the strategy's CallbackError" do
    type = subclass do
      define_method(:build_access_token) do
        raise OmniAuth::Strategies::Litmus::CallbackError.new(:no_code, "No code", "https://help.example")
      end
    end
    visit = expect_failure(site(strategy: type).sign_in, :invalid_credentials)
    expect([visit.error.error, visit.error.error_reason, visit.error.message])
      .to eq([:no_code, "No code", "no_code | No code | https://help.example"])
  end

  it "rescue it in callback_phase, or fail by themselves" do
    type = subclass do
      define_method(:callback_phase) { request.params["code"] == "nobody" ? fail!(:nobody) : super() }
    end
    visitor = site(strategy: type)
    expect(visitor.get("/auth/litmus/callback?code=nobody").failure).to eq(:nobody)
    expect(visitor.sign_in.identity.uid).to eq("4711")
  end

  it "keep state and nonce of their own in the session" do
    type = subclass do
      define_method(:authorize_params) { super().merge(nonce: session["mine.nonce"] = SecureRandom.hex(4)) }
      extra { { nonce: session.delete("mine.nonce") } }
    end
    visitor = site(strategy: type)
    start = visitor.post("/auth/litmus")
    expect(visitor.get(visitor.at_litmus(start)).identity.extra.nonce).to eq(start.query["nonce"])
  end
end
