# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "support/rails_process"

RSpec.describe "The railtie", needs: "rails" do
  include ChildProcess
  include RailsProcess

  # An app with two strategies, and what its log says of a request.
  def log_of(request, providers: "provider :litmus, 'id', 'secret'", more: "")
    in_rails(<<~RUBY)
      class SmallApp
        #{more}
        config.middleware.use(OmniAuth::Builder) { #{providers} }
      end
      class PagesController < ActionController::Base
        def show = head(:ok)
        protect_from_forgery with: :null_session
      end
      browser = SmallApp.boot { match "*path", to: "pages#show", via: :all }
      OmniAuth.config.test_mode = true # the app itself answers
      #{request}
      tell LOG.string
    RUBY
  end

  describe "its filter of the log" do
    callback = "?code=C0DE-C0DE&state=STATE-STATE&zip_code=10115"

    {
      "Litmus's callback" => ["provider :litmus, 'id', 'secret'", "/auth/litmus/callback"],
      "the callback of a strategy with another name" =>
        ["provider :litmus, 'id', 'secret', name: 'litmus_eu'", "/auth/litmus_eu/callback"],
      "a prefix of its own, as Devise has one" =>
        ["provider :litmus, 'id', 'secret', path_prefix: '/users/auth'", "/users/auth/litmus/callback"],
      "a callback path of its own" =>
        ["provider :litmus, 'id', 'secret', callback_path: '/back'", "/back"],
      "a callback path that is a proc" =>
        ["provider :litmus, 'id', 'secret', callback_path: ->(env) { env['PATH_INFO'] == '/proc' }", "/proc"],
      "a subclass" =>
        ["Other = Class.new(OmniAuth::Strategies::Litmus) { option :name, 'other' }; provider Other, 'id', 'secret'",
         "/auth/other/callback"]
    }.each do |name, (providers, path)|
      it "hides code and state on #{name}, in the path and among the parameters" do
        log = log_of("browser.get '#{path}#{callback}'", providers:)
        expect(log).to include("Started GET \"#{path}?code=[FILTERED]&state=[FILTERED]&zip_code=10115\"")
        expect(log).to match(/Parameters: \{"code"\s?=>\s?"\[FILTERED\]", "state"\s?=>\s?"\[FILTERED\]"/)
        expect(log).not_to match(/C0DE-C0DE|STATE-STATE/)
      end
    end

    it "hides them in a callback that is posted" do
      log = log_of("browser.post '/auth/litmus/callback', code: 'C0DE-C0DE', state: ['STATE-STATE']")
      expect(log).to include("Parameters: ")
      expect(log).not_to match(/C0DE-C0DE|STATE-STATE/)
    end

    it "hides them in names that are arrays" do
      log = log_of("browser.get '/auth/litmus/callback?code[]=C0DE-C0DE&state%5Bx%5D=STATE-STATE'")
      expect(log).to include("Started GET")
      expect(log).not_to match(/C0DE-C0DE|STATE-STATE/)
    end

    it "hides them in every spelling that Rack reads as theirs" do
      names = %w(%63ode c%6Fde c%6fde %63%6F%64%65 st%61te %73tate %63ode%5B%5D %63ode[] code%5bx%5d [code] %5Bcode%5D
                 code] CODE)
      queries = names.flat_map do |name|
        # To Rack 2 a semicolon separates, too.
        [*("a;#{name}=S3CRET" if Rack.release < "3"), "#{name}=S3CRET", "zip_code=1&#{name}=S3CRET",
         "#{name}==S3CRET", "#{name}=a=S3CRET"]
      end
      log = log_of("#{queries.inspect}.each { |query| browser.get('/auth/litmus/callback?' + query) }")
      expect(log.scan("Started GET").length).to eq(queries.length)
      expect(log.lines.grep(/S3CRET/)).to be_empty
    end

    it "hides them behind blanks, which Rack passes over" do
      log = log_of("browser.get('/auth/litmus/callback', {}, 'QUERY_STRING' => 'a=1&  code=S3CRET& %73tate=S3CRET')")
      expect(log).to include("Started GET \"/auth/litmus/callback?a=1&code=[FILTERED]&state=[FILTERED]")
      expect(log).not_to include("S3CRET")
    end

    it "changes nothing of what the app is told" do
      told = in_rails(<<~'RUBY')
        class SmallApp
          config.middleware.use(OmniAuth::Builder) { provider :litmus, "id", "secret" }
        end
        params = nil
        browser = SmallApp.boot { get "*path", to: ->(env) { params = Rack::Request.new(env).GET; [200, {}, []] } }
        OmniAuth.config.test_mode = true
        queries = ["%63ode=a%3Db&x=%26%3B&st%61te=a=b", "c%2563ode=1&q=1", "a+b=c+d&%C3%A9=%C3%A9&n=%00", ""]
        tell(queries.map do |query|
          browser.get("/auth/litmus/callback?#{query}")
          params == Rack::Utils.parse_nested_query(query)
        end)
      RUBY
      expect(told).to eq([true] * 4)
    end

    it "hides them from the first request on, also where the path is in a provider's block" do
      log = log_of("browser.get '/back?code=C0DE-C0DE&state=STATE-STATE'; browser.get '/back?code=C0DE-C0DE'; " \
                   "browser.get '/vouchers?code=SUMMER'",
                   providers: "provider(:litmus, 'id', 'secret') { |options| options[:callback_path] = '/back' }")
      expect(log).not_to match(/C0DE-C0DE|STATE-STATE/)
      expect(log).to include("/vouchers?code=SUMMER")
    end

    it "leaves an app's own code and state readable, also beside a strategy's path" do
      %w[/vouchers /auth/litmus/callbacks /auth/other/callback /webhooks/callback].each do |path|
        log = log_of("browser.get '#{path}?code=SUMMER&state=Ohio'")
        expect(log).to include("#{path}?code=SUMMER&state=Ohio")
        expect(log).to match(/"code"\s?=>\s?"SUMMER", "state"\s?=>\s?"Ohio"/)
      end
    end

    it "hides tokens and the client's secret on every path, and nothing of like names" do
      log = log_of(<<~RUBY)
        browser.post "/anywhere?access_token=S1-SECRET", refresh_token: "S2-SECRET", client_secret: "S3-SECRET",
                                                         hook: { litmus_access_token: "S4-SECRET" }, token_count: "12"
      RUBY
      expect(log).to include("access_token=[FILTERED]").and match(/"token_count"\s?=>\s?"12"/)
      expect(log).not_to include("-SECRET")
    end

    it "hides the login URL to which a browser is sent, and no other address" do
      log, location = in_rails(<<~RUBY)
        require "omniauth/litmos"
        class LoginsController < ActionController::Base
          def show
            url = OmniAuth::Litmos::LoginUrl.new("https://learn.example/login.aspx?loginkey=K3Y-K3Y")
            redirect_to(params[:to] || url, allow_other_host: true)
          end
        end
        browser = SmallApp.boot { get "/learn", to: "logins#show" }
        location = browser.get("/learn").headers["Location"]
        browser.get("/learn?to=/reports")
        tell [LOG.string, location]
      RUBY
      expect(location).to eq("https://learn.example/login.aspx?loginkey=K3Y-K3Y")
      expect(log).to match(/Redirected to \[FILTERED\].*Redirected to \S+reports/m)
      expect(log).not_to include("K3Y-K3Y")
    end

    it "survives an initializer that writes the list anew, and keeps what that says" do
      log = log_of("browser.get '/anywhere?access_token=S1-SECRET&pin=S2-SECRET'",
                   more: "config.before_initialize { |app| app.config.filter_parameters = [:pin] }
                          initializer('the_apps_own') { |app| app.config.filter_parameters = [:pin] }")
      expect(log).to include("access_token=[FILTERED]&pin=[FILTERED]")
    end

    it "does not pile up: a thousand requests later the filters are as they were" do
      counts = in_rails(<<~RUBY)
        class SmallApp
          config.middleware.use(OmniAuth::Builder) { provider :litmus, "id", "secret" }
        end
        browser = SmallApp.boot { get "*path", to: ->(_) { [200, {}, []] } }
        OmniAuth.config.test_mode = true
        before = Rails.application.env_config["action_dispatch.parameter_filter"].length
        1000.times { browser.get "/auth/litmus/callback?code=1" }
        tell [before, Rails.application.env_config["action_dispatch.parameter_filter"].length]
      RUBY
      expect(counts.uniq.length).to eq(1)
    end
  end

  describe "a provider's block" do
    def runs(requests, providers)
      in_rails(<<~RUBY)
        RUNS = []
        MADE = []
        class SmallApp
          config.middleware.use(OmniAuth::Builder) { #{providers} }
        end
        browser = SmallApp.boot { root to: ->(_) { [200, {}, []] } }
        before = [RUNS.length, MADE.length]
        #{requests}.times { browser.get "/" }
        tell [before, RUNS.length, MADE.length]
      RUBY
    end

    it "runs once for each strategy that OmniAuth makes, as with any other strategy" do
      reference = "developer = Class.new { include OmniAuth::Strategy; option :name, 'other' }; " \
                  "provider(developer) { RUNS << 1 }"
      ours = "provider(:litmus, 'id', 'secret') { RUNS << 1 }"
      expect(runs(3, ours)).to eq(runs(3, reference))
      expect(runs(3, ours).first).to eq([0, 0])
    end

    it "is not preceded by a strategy that nobody made" do
      counted = "counted = Class.new(OmniAuth::Strategies::Litmus) { option :name, 'litmus'; " \
                "def initialize(*, **) = (MADE << 1; super) }; provider(counted, 'id', 'secret')"
      expect(runs(2, counted)).to eq([[0, 0], 0, 2])
    end
  end

  describe "its logger" do
    it "is the app's, for OmniAuth, too" do
      log = log_of("OmniAuth.logger.info 'from OmniAuth'")
      expect(log).to include("from OmniAuth")
    end

    it "leaves one that the app has chosen" do
      log = log_of("OmniAuth.logger.info 'from OmniAuth'",
                   more: "initializer('the_apps_own') { OmniAuth.config.logger = Logger.new(File::NULL) }")
      expect(log).not_to include("from OmniAuth")
    end
  end

  describe "its log subscriber" do
    def log_line(name, payload, level: "debug")
      in_rails(<<~RUBY)
        SmallApp.boot { }
        Rails.logger.level = :#{level}
        ActiveSupport::Notifications.instrument(#{name.inspect}, #{payload.inspect}) { nil }
        tell LOG.string.lines.grep(/Litmus/)
      RUBY
    end

    it "writes a line for each event of the gem" do
      lines = in_rails(<<~RUBY)
        SmallApp.boot { }
        %w[exchange refresh request retry rate_limit reauthorization].each do |name|
          ActiveSupport::Notifications.instrument("\#{name}.litmus", host: "litmus.com", status: 200) { nil }
        end
        tell LOG.string.lines.grep(/Litmus/)
      RUBY
      expect(lines.map { |line| line[/Litmus ([a-z ]+) \(/, 1] })
        .to eq(["exchange", "refresh", "request", "retry", "rate limit", "reauthorization"])
      expect(lines).to all(match(/\(\d+\.\d+ms\) host=litmus\.com status=200$/))
    end

    it "writes what is known to be no secret, and on one line" do
      lines = log_line("request.litmus", { method: "GET", path: "/v2\nINFO", token: "T0KEN", headers: { a: "T0KEN" } })
      expect(lines.length).to eq(1)
      expect(lines.first).to include("method=GET path=/v2?INFO")
      expect(lines.first).not_to include("T0KEN")
    end

    it "is silent about plain requests above the level debug" do
      expect(log_line("request.litmus", { status: 200 }, level: "info")).to be_empty
    end

    it "warns of an event that ended in an error" do
      expect(log_line("request.litmus", { code: :timeout }, level: "warn"))
        .to contain_exactly(include("WARN").and(include("code=timeout")))
    end

    it "writes the events of real calls" do
      lines = in_rails(<<~RUBY)
        SmallApp.boot { }
        require "omniauth/litmus/token_source"
        client = OmniAuth::Litmus::Client.new("id", "S3CRET", site: "http://127.0.0.1:9")
        store = OmniAuth::Litmus::Stores::Memory.new("access_token" => "T0KEN", "refresh_token" => "R3FRESH")
        begin
          OmniAuth::Litmus::TokenSource.new(client, store).refresh!
        rescue OmniAuth::Litmus::ConnectionError
          nil
        end
        tell LOG.string.lines.grep(/Litmus/)
      RUBY
      expect(lines.join).to match(/Litmus refresh .*code=\w+/)
      expect(lines.join).not_to match(/T0KEN|R3FRESH|S3CRET/)
    end
  end

  describe "its settings" do
    def log_with(line)
      in_rails("class SmallApp\n#{line}\nend\nSmallApp.boot { }\ntell LOG.string")
    end

    it "are named where there is no such one" do
      expect(log_with("config.omniauth_litmus.sandbx = true")).to include("config.omniauth_litmus has no sandbx")
      expect(log_with("config.omniauth_litmus.sandbox_home = nil")).not_to include("omniauth_litmus")
    end
  end

  it "loads token sources, stores and API classes when they are first named" do
    told = in_rails(<<~'RUBY')
      SmallApp.boot { }
      loaded = -> { $LOADED_FEATURES.grep(%r{litmus/(token_source|instant_api|v3_api|stores/\w+)\.rb}).length }
      before = loaded.call
      names = [OmniAuth::Litmus::TokenSource, OmniAuth::Litmus::InstantApi, OmniAuth::Litmus::V3Api,
               OmniAuth::Litmus::Stores::Memory, OmniAuth::Litmus::Stores::Encryption]
      tell [before, names.map(&:name), loaded.call.positive?, defined?(ActiveRecord::Base)]
    RUBY
    expect(told).to match([0, include("OmniAuth::Litmus::Stores::Memory"), true, nil])
  end

  it "loads them as the app boots where that loads its own classes then" do
    told = in_rails(<<~'RUBY')
      class SmallApp
        config.eager_load = true
      end
      SmallApp.boot { }
      names = %i[TokenSource InstantApi V3Api]
      tell [names.map { |name| OmniAuth::Litmus.autoload?(name) }, defined?(ActiveRecord::Base)]
    RUBY
    expect(told).to eq([[nil, nil, nil], nil])
  end

  it "loads nothing of Rails where there is none" do
    output, status = ruby(<<~'RUBY')
      puts $LOADED_FEATURES.grep(%r{/(active_support|action_\w+|rails)(/\w+)?\.rb\z|litmus/(railt|log_subscriber|reauth)})
      p OmniAuth::Litmus.const_defined?(:Railtie), OmniAuth::Litmus.const_defined?(:Reauthorization)
    RUBY
    expect(status).to be_success
    expect(output.lines(chomp: true)).to eq(%w[false false])
  end

  it "is there when Bundler requires the gem by any of its names, after Rails" do
    %w[omniauth-litmus-rs omniauth-litmus omniauth/litmus].each do |name|
      output, = ruby("require #{name.inspect}; p OmniAuth::Litmus::Railtie.ancestors.include?(Rails::Railtie)",
                     library: "rails")
      # RubyGems may warn of gems of its own before.
      expect(output.lines.last).to eq("true\n")
    end
  end
end
