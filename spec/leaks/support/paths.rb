# frozen_string_literal: true

require "timeout"
require_relative "ground"

# The paths that end in a failure. Each is a block with a {Ground}; it raises, or returns the exception that was told.
module LeakHunt
  MARK = Ground::MARK
  Lost = Class.new(StandardError)

  # What a server may answer that knows all secrets of a request, and keeps none.
  def self.secrets_of(request)
    given = request.params if request.verb == "POST" && !request.body.to_s.empty?
    given = given.is_a?(Hash) ? given.values_at("client_secret", "code", "code_verifier", "refresh_token", "token") : []
    [*given.compact, request.headers["authorization"].to_s[/\S+\z/], request.query["access_token"]].compact
  rescue JSON::ParserError
    []
  end

  # What can go wrong at the server, wherever it is asked. The block gets an exchange.
  FAULTS = {
    "resets" => ->(exchange) { exchange.reset },
    "talks garbage" => ->(exchange) { exchange.write("#{LeakHunt.secrets_of(exchange.request).join} garbage\r\n\r\n") },
    "breaks off" => ->(exchange) { exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"#{MARK}") },
    "sends too much" => ->(exchange) { exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n#{MARK}") },
    "is silent" => ->(_) { sleep },
    "answers with HTML" => ->(exchange) { exchange.answer(status: 502, body: MARK, type: "text/html") },
    "answers with broken JSON" => ->(exchange) { exchange.answer(body: "{\"#{MARK}", type: "application/json") },
    "redirects" => lambda do |exchange|
      address = "http://#{MARK}:#{MARK}@127.0.0.1:1/#{MARK}?#{LeakHunt.secrets_of(exchange.request).join("&")}"
      exchange.answer(status: 302, headers: { "Location" => address, "Set-Cookie" => "a=#{MARK}" })
    end,
    "asks for a pause" => lambda do |exchange|
      exchange.answer(status: 429, headers: { "Retry-After" => MARK, "X-RateLimit-Limit" => MARK }, body: MARK)
    end,
    "refuses, and repeats all" => lambda do |exchange|
      words = LeakHunt.secrets_of(exchange.request).join(" ")
      told = { error: "invalid_request", error_description: words, error_uri: words, title: words, description: words }
      exchange.answer(status: 400, body: JSON.generate(told), type: "application/json",
                      headers: { "X-Request-Id" => words.split.first.to_s, "WWW-Authenticate" => "Bearer #{words}" })
    end,
    "names a secret as the error" => lambda do |exchange|
      secret = LeakHunt.secrets_of(exchange.request).last.to_s
      challenge = "Bearer error=\"#{secret}\", error_description=\"#{secret}\", scope=\"#{secret}\""
      exchange.answer(status: 401, body: JSON.generate(error: secret), type: "application/json",
                      headers: { "WWW-Authenticate" => challenge, "X-Request-Id" => secret })
    end
  }.freeze

  # What asks the server something, and at which path.
  CALLS = {
    "a login's code exchange" => ["/oauth/token", ->(g) { g.told_by(g.person.begin_login.come_back) }],
    "a login's profile" => ["/v2/users/current", ->(g) { g.told_by(g.person.begin_login.come_back) }],
    "a login's profile, the token in the query" =>
      ["/v2/users/current",
       ->(g) { g.told_by(g.person(auth_token_params: { mode: :query }).begin_login.come_back) }],
    "a code exchange by hand" =>
      ["/oauth/token", ->(g) { g.client.auth_code.get_token("#{MARK}-code", code_verifier: "#{MARK}#{"v" * 40}") }],
    "a code exchange with Basic" =>
      ["/oauth/token", ->(g) { g.client(auth_scheme: :basic_auth).auth_code.get_token("#{MARK}-code") }],
    "client credentials" => ["/oauth/token", ->(g) { g.client.client_credentials.get_token }],
    "a refresh" => ["/oauth/token", ->(g) { g.token.refresh! }],
    "a refresh from a store" => ["/oauth/token", ->(g) { g.source.refresh! }],
    "a revocation" => ["/oauth/revoke", ->(g) { g.token.revoke(:refresh_token) }],
    "a call" => ["/call", ->(g) { g.token.get("/call", params: { a: MARK }).parsed }],
    "a call with retries" => ["/call", ->(g) { g.token.get("/call", retries: 1).parsed }],
    "a call with the token in the query" => ["/call", ->(g) { g.token(mode: :query).get("/call").parsed }],
    "a call with a body" => ["/call", ->(g) { g.token.post("/call", json: { a: MARK }).parsed }],
    "a call with a header of the app's" =>
      ["/call", ->(g) { g.client.request(:get, "/call", headers: { "Authorization" => "Bearer #{MARK}" }).parsed }],
    "a call from a store" => ["/call", ->(g) { g.source.get("/call").parsed }],
    "a batch" => ["/call", lambda do |g|
      calls = [{ url: "/call", params: { a: MARK } }]
      results = g.client.batch(calls, access_token: g.token, retries: 0, deadline: 0.4)
      results.grep(Exception).first || results.first.parsed
    end],
    "the Instant API" => ["/v1/clients", ->(g) { OmniAuth::Litmus::InstantApi.new(g.source, host: g.site).clients }]
  }.freeze

  # What fails nothing: nobody reads the answer, or the app reads it itself.
  FINE = [["answers with broken JSON", "a revocation"], ["redirects", "a call with a body"]].freeze

  # @return [Hash{String => Proc}] in the order in which they are walked
  def self.paths = @paths ||= {}

  def self.path(name, &block)
    paths[name] = block
  end

  FAULTS.to_a.product(CALLS.to_a).each do |(fault, script), (call, (address, act))|
    next if FINE.include?([fault, call])

    path "#{call}, and Litmus #{fault}" do |ground|
      ground.litmus.on(address, &script)
      ground.define_singleton_method(:settings) { super().merge(timeout: 0.4) } if fault == "is silent"
      act.call(ground)
    end
  end
end

require_relative "paths/apps"
require_relative "paths/callbacks"
require_relative "paths/stores"
