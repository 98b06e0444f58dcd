# frozen_string_literal: true

# What an app configures or passes wrongly, and what it does to a call.
module LeakHunt
  proxy = "http://user:#{MARK}@"
  {
    "a site with a user" => { site: "https://user:#{MARK}@litmus.example" },
    "a site that is none" => { site: "litmus example" },
    "a site without TLS" => { site: "http://user:#{MARK}@litmus.example" },
    "a token address with a user" => { token_url: "https://user:#{MARK}@litmus.example/" },
    "a header of two lines" => { headers: { "X-Key" => "#{MARK}\r\nX: #{MARK}" } },
    "a header that is no text" => { headers: "X-Key: #{MARK}" },
    "a proxy that is none" => { proxy: "#{proxy}[" },
    "a proxy as a Hash that is none" => { proxy: { uri: "http://[", user: "user", password: MARK } },
    "a proxy as a list" => { proxy: [proxy] },
    "a proxy that nobody runs" => { proxy: "#{proxy}127.0.0.1:1", site: "https://litmus.example", timeout: 2 },
    "a deadline that is none" => { timeout: MARK },
    "an authority that is none" => { ssl: { ca_file: "/nowhere/#{MARK[0, 3]}" } },
    "an origin that is none" => { api_origins: [MARK] },
    "a scheme that is none" => { auth_scheme: MARK.to_sym },
    "an unknown key" => { password: MARK, timeout: -1 },
    "GET for tokens" => { token_method: :get, token_url: "/#{MARK}" }
  }.each do |name, settings|
    path("#{name}, in a login") do |ground|
      person = ground.person(client_options: settings).begin_login
      ground.told_by(person.state ? person.come_back : person.outcome_of_leg_one)
    end
    path("#{name}, by hand") { |ground| ground.client(**settings).auth_code.get_token("#{MARK}-code") }
  end

  {
    "a secret that is no text" => ["partner", [MARK]], "an id that is no text" => [{ a: MARK }, MARK],
    "no id" => [nil, MARK], "no secret" => ["partner", nil], "a secret in bytes" => ["partner", "#{MARK}\xFF"]
  }.each do |name, client|
    path("#{name}, in a login") do |ground|
      person = ground.person(client:).begin_login
      ground.told_by(person.state ? person.come_back : person.outcome_of_leg_one)
    end
  end

  {
    "another host" => ->(g) { g.token.get("https://evil.example/?#{MARK}##{MARK}") },
    "a user in the address" => ->(g) { g.token.get("https://user:#{MARK}@evil.example/") },
    "a user in an address without a scheme" => ->(g) { g.client.request(:get, "//user:#{MARK}@127.0.0.1:1/") },
    "a blank before the address" => ->(g) { g.client.request(:get, " http://user:#{MARK}@127.0.0.1:1/") },
    "backslashes in the address" => ->(g) { g.client.request(:get, "http:\\\\user:#{MARK}@127.0.0.1:1/") },
    "a tab in the address" => ->(g) { g.client.request(:get, "ht\ttp://user:#{MARK}@127.0.0.1:1/") },
    "no address" => ->(g) { g.client.request(:get, nil, params: { a: MARK }) },
    "an address in bytes" => ->(g) { g.client.request(:get, "/\xFF?#{MARK}") },
    "no scheme before the user" => ->(g) { g.client.request(:get, "https:user:#{MARK}@127.0.0.1:1/") },
    "many slashes before the user" => ->(g) { g.client.request(:get, "////user:#{MARK}@127.0.0.1:1/") },
    "an address that is none" => ->(g) { g.token.get("http://[?#{MARK}") },
    "a file" => ->(g) { g.token.get("file:///etc/passwd?#{MARK}") },
    "a token of two lines" => ->(g) { g.token("access_token" => "#{MARK}\r\nx: #{MARK}").get("/") },
    "a format without a place" => ->(g) { g.token(header_format: "Bearer \n#{MARK}").get("/") },
    "a mode that is none" => ->(g) { g.token(mode: MARK).get("/") },
    "JSON that is none" => ->(g) { g.token.post("/", json: { a: [MARK, Float::NAN] }) },
    "a body that is none" => ->(g) { g.token.post("/", body: [MARK]) },
    "a verb that is none" => ->(g) { g.token.request("no verb", "/?#{MARK}") },
    "headers that are none" => ->(g) { g.token.get("/", headers: { "a b" => MARK }) },
    "a batch of nonsense" => ->(g) { g.client.batch([{ url: "/", password: MARK }]) },
    "a grant that is none" => ->(g) { g.client.get_token({ grant_type: "password", password: MARK, code: MARK }) },
    "a verifier that is none" => ->(_) { OmniAuth::Litmus::Core.code_challenge(MARK) },
    "no refresh token" => ->(g) { g.token("refresh_token" => nil).refresh! }
  }.each { |name, act| path("a call with #{name}", &act) }

  {
    "is timed out by the app" => ->(g) { Timeout.timeout(0.2) { g.token.get("/silent?#{MARK}") } },
    "is interrupted" => lambda do |g|
      caller = Thread.new { g.client.auth_code.get_token("#{MARK}-code") }
      caller.report_on_exception = false
      Thread.pass until caller.stop? && g.litmus.requests.any?
      caller.raise(Lost, "by the app")
      caller.value
    end
  }.each do |name, act|
    path("a call that #{name}") do |ground|
      %w[/silent /oauth/token].each { |address| ground.litmus.on(address) { sleep } }
      act.call(ground)
    end
  end

  path("a login whose override fails") do |ground|
    strategy = Class.new(OmniAuth::Strategies::Litmus) { define_method(:raw_info) { access_token.no_such_method } }
    ground.told_by(ground.person(strategy:, name: "litmus").begin_login.come_back)
  end
end
