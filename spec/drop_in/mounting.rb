# frozen_string_literal: true

RSpec.describe "What the Ruby gem does: where the app stands" do
  # Both legs, with the redirect_uri of each.
  def sign_in(visitor, path, env = {})
    start = visitor.post(path, env)
    @visit = visitor.get(visitor.at_litmus(start), env)
    [start.query["redirect_uri"], litmus.token_requests.last.params["redirect_uri"]]
  end

  def expect_signed_in(visitor, path, redirect_uri, env = {})
    expect(sign_in(visitor, path, env)).to eq([redirect_uri, redirect_uri])
    expect(@visit.identity.uid).to eq("4711")
  end

  def stack(options = {}, app = DropIn::Helpers::PLAIN_APP)
    OmniAuth::Strategies::Litmus.new(app, "app-id", "app-secret", options)
  end

  describe "a mounted app" do
    def mounted(options = {})
      DropIn::Site.new(Rack::URLMap.new("/mnt" => stack(options)))
    end

    it "signs in below its prefix" do
      expect_signed_in(mounted, "/mnt/auth/litmus", "http://example.org/mnt/auth/litmus/callback")
    end

    it "does so two levels deep" do
      inner = Rack::URLMap.new("/in" => stack)
      expect_signed_in(DropIn::Site.new(Rack::URLMap.new("/out" => inner)), "/out/in/auth/litmus",
                       "http://example.org/out/in/auth/litmus/callback")
    end

    it "does so in a map of Rack::Builder" do
      strategy = stack
      app = Rack::Builder.new { map("/mnt") { run(strategy) } }.to_app
      expect_signed_in(DropIn::Site.new(app), "/mnt/auth/litmus", "http://example.org/mnt/auth/litmus/callback")
    end

    it "fails below its prefix" do
      litmus.denial = { "error" => "access_denied" }
      expect(mounted.sign_in("/mnt/auth/litmus").location)
        .to eq("/mnt/auth/failure?message=access_denied&strategy=litmus")
    end

    # OmniAuth compares a String with the whole path. Without the prefix the Ruby gem sends the browser to the bare
    # path, outside of the mounted app, and nobody signs in: nothing to repeat.
    it "signs in with a String callback_path that holds the prefix" do
      expect_signed_in(mounted(callback_path: "/mnt/login/done"), "/mnt/auth/litmus",
                       "http://example.org/mnt/login/done")
    end

    it "leaves its prefix to the rest of the app" do
      seen = []
      app = lambda do |env|
        seen << env.values_at("SCRIPT_NAME", "PATH_INFO")
        [200, {}, []]
      end
      DropIn::Site.new(Rack::URLMap.new("/mnt" => stack({}, app))).get("/mnt/page")
      expect(seen).to eq([%w[/mnt /page]])
    end
  end

  describe "paths" do
    it "may be chosen: callback_path" do
      expect_signed_in(site(callback_path: "/login/done"), "/auth/litmus", "http://example.org/login/done")
    end

    # OmniAuth then takes the callback there, too: a POST starts, a GET comes back.
    it "may be chosen: request_path" do
      expect_signed_in(site(request_path: "/login"), "/login", "http://example.org/login")
    end

    it "may be chosen: path_prefix, for one provider" do
      expect_signed_in(site(path_prefix: "/connect"), "/connect/litmus", "http://example.org/connect/litmus/callback")
    end

    it "may be chosen: path_prefix, for all" do
      OmniAuth.config.path_prefix = "/connect"
      expect_signed_in(site, "/connect/litmus", "http://example.org/connect/litmus/callback")
    end

    it "follow the name" do
      expect_signed_in(site(name: "partner"), "/auth/partner", "http://example.org/auth/partner/callback")
    end

    it "may end in a slash" do
      expect_signed_in(site, "/auth/litmus/", "http://example.org/auth/litmus/callback")
    end
  end

  describe "the host" do
    it "is the request's, with its port" do
      expect_signed_in(site, "http://partner.example:3000/auth/litmus",
                       "http://partner.example:3000/auth/litmus/callback")
    end

    it "is the request's, with TLS" do
      expect_signed_in(site, "https://partner.example/auth/litmus", "https://partner.example/auth/litmus/callback")
    end

    it "has TLS where a proxy says so" do
      expect_signed_in(site, "/auth/litmus", "https://example.org/auth/litmus/callback",
                       "HTTP_HOST" => "example.org", "HTTP_X_FORWARDED_PROTO" => "https")
    end

    it "may be set" do
      OmniAuth.config.full_host = "https://partner.example"
      expect_signed_in(site, "/auth/litmus", "https://partner.example/auth/litmus/callback")
    end

    it "may be computed" do
      OmniAuth.config.full_host = ->(env) { "https://#{env["HTTP_X_TENANT"]}.example" }
      expect_signed_in(site, "/auth/litmus", "https://blue.example/auth/litmus/callback", "HTTP_X_TENANT" => "blue")
    end
  end
end
