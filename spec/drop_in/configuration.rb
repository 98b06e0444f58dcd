# frozen_string_literal: true

RSpec.describe "What the Ruby gem does: in an app's configuration" do
  # @return [DropIn::Site] an app configured as an initializer does it
  def built(&)
    builder = OmniAuth::Builder.new(&)
    builder.run(DropIn::Helpers::PLAIN_APP)
    DropIn::Site.new(builder.to_app)
  end

  it "is `provider :litmus, id, secret`" do
    visitor = built { provider :litmus, "app-id", "app-secret" }
    expect(visitor.sign_in.identity).to include("provider" => "litmus", "uid" => "4711")
  end

  it "takes options there" do
    visitor = built { provider :litmus, "app-id", "app-secret", scope: "full", callback_path: "/done" }
    expect(visitor.post("/auth/litmus").query).to include("scope" => "full", "redirect_uri" => "http://example.org/done")
  end

  it "takes a block there" do
    visitor = built do
      provider(:litmus) do |options|
        options.client_id = "app-id"
        options.client_secret = "app-secret"
      end
    end
    expect(visitor.sign_in.identity.uid).to eq("4711")
  end

  it "may be named by its class" do
    visitor = built { provider OmniAuth::Strategies::Litmus, "app-id", "app-secret" }
    expect(visitor.sign_in.identity.uid).to eq("4711")
  end

  it "may be plain middleware" do
    app = Rack::Builder.new do
      use OmniAuth::Strategies::Litmus, "app-id", "app-secret"
      run DropIn::Helpers::PLAIN_APP
    end
    expect(DropIn::Site.new(app.to_app).sign_in.identity.uid).to eq("4711")
  end

  it "may stand there twice, under two names" do
    litmus.grants.register("eu-id", "eu-secret")
    visitor = built do
      provider :litmus, "app-id", "app-secret"
      provider :litmus, "eu-id", "eu-secret", name: "litmus_eu"
    end
    expect(%w[litmus litmus_eu].map do |name|
             visitor.sign_in("/auth/#{name}").identity.provider
           end).to eq(%w[litmus litmus_eu])
    expect(litmus.token_requests.map { |request| request.credentials.first }).to eq(%w[app-id eu-id])
  end

  it "raises nothing without id and secret before somebody signs in" do
    expect(built { provider :litmus, nil, nil }.get("/")).to have_attributes(status: 200)
  end

  describe "setup" do
    def per_tenant
      lambda do |env|
        options = env["omniauth.strategy"].options
        options[:client_id] = "#{env["HTTP_X_TENANT"]}-id"
        options[:client_secret] = "#{env["HTTP_X_TENANT"]}-secret"
      end
    end

    before { %w[blue red].each { |tenant| litmus.grants.register("#{tenant}-id", "#{tenant}-secret") } }

    it "chooses the credentials by request" do
      setup = per_tenant
      visitor = built { provider :litmus, setup: }
      tenants = %w[blue red blue]
      expect(tenants.map { |tenant| visitor.sign_in("/auth/litmus", "HTTP_X_TENANT" => tenant).identity.uid })
        .to eq(%w[4711] * 3)
      expect(litmus.token_requests.map(&:credentials))
        .to eq(tenants.map { |tenant| ["#{tenant}-id", "#{tenant}-secret"] })
    end

    it "leaves nothing behind for the next request" do
      setup = ->(env) { env["omniauth.strategy"].options[:client_id] = "blue-id" if env["HTTP_X_TENANT"] }
      visitor = site(setup:)
      ids = [{ "HTTP_X_TENANT" => "blue" }, {}].map { |env| visitor.post("/auth/litmus", env).query["client_id"] }
      expect(ids).to eq(%w[blue-id app-id])
    end

    it "chooses the scope by request" do
      setup = ->(env) { env["omniauth.strategy"].options[:scope] = Rack::Request.new(env).params["scope"] }
      expect(site(setup:).post("/auth/litmus?scope=full").query["scope"]).to eq("full")
    end

    it "may be the app's own route" do
      app = lambda do |env|
        env["omniauth.strategy"].options[:client_id] = "blue-id" if env["PATH_INFO"] == "/auth/litmus/setup"
        [404, {}, []]
      end
      expect(site(app:, setup: true).post("/auth/litmus").query["client_id"]).to eq("blue-id")
    end
  end

  it "signs in several people at once, each with an own code" do
    visitor = Array.new(4) { site }
    answers = visitor.map { |each| Thread.new { each.sign_in.identity.credentials.token } }.map(&:value)
    expect(answers.uniq.size).to eq(4)
    expect(litmus.token_requests.map { |request| request.params["code"] }.uniq.size).to eq(4)
  end

  it "serves several people with one middleware at once" do
    app = OmniAuth::Strategies::Litmus.new(DropIn::Helpers::PLAIN_APP, "app-id", "app-secret")
    threads = Array.new(4) { Thread.new { DropIn::Site.new(app).sign_in.identity.uid } }
    expect(threads.map(&:value)).to eq(%w[4711] * 4)
  end
end
