# frozen_string_literal: true

require_relative "support/rails_process"

# The sandbox inside an app in development, and where this process sends its calls because of it: a request says nothing
# of that but which of this machine's own names and ports the app is reached by.
RSpec.describe "The sandbox in a Rails app", needs: "rails" do
  include RailsProcess

  # For each request, of which each is the headers, the site of a job's client after it.
  def sites_after(requests, settings: "config.omniauth_litmus.sandbox = true", env: {})
    in_rails(<<~RUBY, env: { "RAILS_ENV" => "development", "RACK_ENV" => nil, "PORT" => "3000", **env })
      class SmallApp
        #{settings}
      end
      browser = SmallApp.boot { root to: ->(_) { [200, {}, []] } }
      site = -> { Thread.new { OmniAuth::Litmus::Client.new("id", "secret").site }.value }
      tell(#{requests.inspect}.to_h do |headers|
        browser.get("/", {}, headers)
        [headers.values.join(" "), site.call]
      end)
    RUBY
  end

  home = "http://localhost:3000"
  foreign = [
    "evil.example", "evil.example:3000", "localhost.evil.example", "127.0.0.1.nip.io", "192.0.2.2:3000", "0.0.0.0:3000",
    "2130706433", "0x7f.1", "localhost@evil.example", "evil.example#localhost", "user@localhost:4000", "[::2]:4000",
    "evil.localhost.example", "localhost, evil.example", "localhost:4000/evil", "a b", ""
  ]

  it "stays at home whatever Host a request has that is not this machine's" do
    expect(sites_after(foreign.map { |host| { "HTTP_HOST" => host } }).values.uniq).to eq([home])
  end

  it "stays at home where another machine, or a proxy for one, names this one" do
    local = { "HTTP_HOST" => "localhost:4000" }
    strangers = [{ "REMOTE_ADDR" => "192.0.2.2" }, { "HTTP_X_FORWARDED_FOR" => "192.0.2.2" },
                 { "HTTP_X_FORWARDED_HOST" => "evil.example" }, { "HTTP_FORWARDED" => "for=192.0.2.2" },
                 { "HTTP_X_FORWARDED_HOST" => "localhost:4000, evil.example" }]
    expect(sites_after(strangers.map { |headers| local.merge(headers) }).values.uniq).to eq([home])
  end

  it "stays at home where the sandbox answers anyone" do
    settings = "config.omniauth_litmus.sandbox = { allow_anywhere: true }"
    hosts = foreign.map { |host| { "HTTP_HOST" => host } }
    expect(sites_after(hosts, settings:).values.uniq).to eq([home])
  end

  it "follows this machine's own names and ports" do
    names = { "localhost:4000" => "http://localhost:4000", "127.0.0.1:4001" => "http://127.0.0.1:4001",
              "[::1]:4002" => "http://[::1]:4002", "app.localhost:4003" => "http://localhost:4003",
              "a.b.LOCALHOST:4004" => "http://localhost:4004" }
    expect(sites_after(names.keys.map { |host| { "HTTP_HOST" => host } })).to eq(names)
  end

  it "follows nobody where its home is configured" do
    settings = "config.omniauth_litmus.sandbox = true; " \
               "config.omniauth_litmus.sandbox_home = 'http://localhost:8080/'"
    sites = sites_after([{ "HTTP_HOST" => "localhost:4000" }, { "HTTP_HOST" => "evil.example" }], settings:)
    expect(sites.values.uniq).to eq(["http://localhost:8080"])
  end

  it "is nowhere but on this machine" do
    told = in_rails(<<~RUBY, env: { "RAILS_ENV" => "development", "RACK_ENV" => nil })
      class SmallApp
        config.omniauth_litmus.sandbox = true
        config.omniauth_litmus.sandbox_home = "http://evil.example"
      end
      SmallApp.boot { root to: ->(_) { [200, {}, []] } }
      begin
        OmniAuth::Litmus::Client.new("id", "secret").authorize_url
      rescue OmniAuth::Litmus::ConfigurationError => e
        tell [e.code, e.hint]
      end
    RUBY
    expect(told).to match(["sandbox_not_local", include("localhost")])
  end

  it "takes calls in every spelling of Litmus's addresses" do
    spellings = ["https://api.litmus.com/v3/ping", " https://api.litmus.com/v3/ping", "HTTPS://API.Litmus.com/v3/ping",
                 "https://api.litmus.com:443/v3/ping", "https:\\\\api.litmus.com\\v3\\ping", "https:/api.litmus.com/v3/ping",
                 "https://user:pw@api.litmus.com/v3/ping", "\u0001https://api.litmus.com/v3/p\ning", "/v3/ping"]
    told = in_rails(<<~RUBY, env: { "RAILS_ENV" => "development", "RACK_ENV" => nil, "PORT" => "3000" })
      class SmallApp
        config.omniauth_litmus.sandbox = true
      end
      SmallApp.boot { root to: ->(_) { [200, {}, []] } }
      calls = []
      OmniAuth::Litmus::Core.prepend(Module.new { define_method(:request) { |call| calls << call[:url]; [200, "", "", nil, nil, nil] } })
      client = OmniAuth::Litmus::Client.new("id", "secret")
      #{spellings.inspect}.each { |url| client.request(:get, url, params: {}) }
      client.request(:get, "https://other.example/v3/ping?q=1")
      client.request(:get, "https://litmus.com/x?q=1")
      tell calls
    RUBY
    here = "http://localhost:3000/litmus_sandbox"
    expect(told.pop(2)).to eq(["https://other.example/v3/ping?q=1", "#{here}/x?q=1"])
    expect(told).to eq(["#{here}/v3/ping"] * spellings.length)
  end

  describe "for those that see no request" do
    # Another process of the same app, and where its job's client goes.
    def job(folder, settings: "config.omniauth_litmus.sandbox = true", env: {}, code: "tell client.site")
      in_rails(<<~RUBY, env: { "RAILS_ENV" => "development", "RACK_ENV" => nil, "PORT" => nil, **env })
        class SmallApp
          config.root = #{folder.inspect}
          #{settings}
        end
        browser = SmallApp.boot { root to: ->(_) { [200, {}, []] } }
        client = OmniAuth::Litmus::Client.new("id", "secret")
        #{code}
      RUBY
    end

    around do |example|
      Dir.mktmpdir do |folder|
        FileUtils.mkdir_p("#{folder}/tmp")
        @folder = folder
        example.run
      end
    end

    it "is where the server has been found, whatever their own PORT says" do
      server = 'browser.get("/", {}, "HTTP_HOST" => "evil.example"); ' \
               'browser.get("/", {}, "HTTP_HOST" => "localhost:4100"); tell client.site'
      expect(job(@folder, code: server)).to eq("http://localhost:4100")
      expect(job(@folder, env: { "PORT" => "5100" })).to eq("http://localhost:4100")
    end

    it "is at PORT, and else at 3000, as long as nobody has asked for a page" do
      expect(job(@folder, env: { "PORT" => "5100" })).to eq("http://localhost:5100")
      expect(job(@folder)).to eq("http://localhost:3000")
    end

    it "is nowhere else, whatever is written down" do
      File.write("#{@folder}/tmp/litmus_sandbox", "http://evil.example")
      expect(job(@folder)).to eq("http://localhost:3000")
    end

    it "is named where it does not answer, with what to do" do
      told = job(@folder, env: { "PORT" => "9" }, code: <<~RUBY)
        tell(["https://api.litmus.com/v3/ping", nil].map do |url|
          url ? client.request(:get, url) : client.client_credentials.get_token
        rescue OmniAuth::Litmus::ConnectionError => e
          [e.code, e.message]
        end)
      RUBY
      message = start_with("The sandbox at http://localhost:9/litmus_sandbox does not answer. ")
                .and(include("bin/rails server", "sandbox_home"))
      expect(told).to match([["connection_refused", message]] * 2)
    end

    it "is another process's sandbox where the setting or the environment names one" do
      address = "http://127.0.0.1:4000"
      named = "config.omniauth_litmus.sandbox = '#{address}'"
      expect(job(@folder, settings: named)).to eq(address)
      mounted = "tell [client.site, Rails.application.middleware.map(&:name).grep(/Sandbox/)]"
      expect(job(@folder, env: { "LITMUS_SANDBOX" => address }, code: mounted)).to eq([address, []])
    end
  end
end
