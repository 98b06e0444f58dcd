# frozen_string_literal: true

require "json"

# Each method of the native library, with what it takes from Ruby and what it makes for Ruby, for processes that watch
# it being called.
#
#     NativeCalls.new("id", "secret", site: sandbox).all
class NativeCalls
  Core = OmniAuth::Litmus::Core
  FIELDS = %i[class code message hint].freeze

  # @param id [String] of an application at the sandbox
  # @param secret [String]
  # @param options [Hash] of each client
  def initialize(id, secret, **options)
    @id = id
    @secret = secret
    @options = options
  end

  # Calls everything.
  #
  # @return [Array] what does not differ from one time to the next
  def all
    [logins, addresses, client_calls, api_calls, batches, errors, texts]
  end

  private

  def client(**options)
    OmniAuth::Litmus::Client.new(@id, @secret, **@options, **options)
  end

  def error_of
    yield
  rescue OmniAuth::Litmus::Error => e
    [*FIELDS.map { |field| e.public_send(field) }, e.response&.status, e.retryable?]
  end

  def logins
    pending = OmniAuth::Litmus::AuthorizationCodeFlow::PendingLogins.new(session = {}, "litmus")
    states = Array.new(5) { |number| begin_login(pending, session, number) }
    claimed = states.map { |state| pending.claim(state)&.to_h&.except(:state, :at) }
    [claimed, pending.any?, pending.claim(["x"]), session.keys]
  end

  def begin_login(pending, session, number)
    session.update("omniauth.origin" => "/ä", "omniauth.params" => { "a" => { "b" => [number.to_s, nil] } })
    Core.state.tap do |state|
      pending.begin(state, verifier: "v" * 43, redirect_uri: "https://app.example/#{number}", named: "/ä")
    end
  end

  def client_calls
    token = client.client_credentials.get_token
    [
      token.token.length, token.expires_in, token.params.keys, token.revoke,
      error_of { token.get("/v3/ping/authenticated") },
      error_of { client.auth_code.get_token("wrong", redirect_uri: "https://app.example/back") },
      error_of { client.get_token({ grant_type: "refresh_token", refresh_token: "wrong" }) }
    ]
  end

  def addresses
    core = OmniAuth::Litmus::Client::CoreSettings.new(client.site, client.options).core
    [client(headers: { "X-A" => "b" }).authorize_url({ a: "ü", b: %w[1 2] }), client.token_url, client.preconnect,
     core.revoke_url, core.proxy_for(client.token_url), core.address("/v3/ping")]
  end

  def api_calls
    token = client.client_credentials.get_token
    params = { a: [1, "b"], c: { d: :e } }
    [
      token.get("/v3/ping").parsed, token.get("/v3/ping/authenticated").status,
      token.get("/v3/ping", params:, headers: { "X-A" => "b" }).headers.keys.sort, error_of { token.get("/nowhere") },
      error_of { token.post("/v3/ping", json: { a: [1, 2.5, nil, true, "ä" * 50] }) }
    ]
  end

  def batches
    requests = [{ url: "/v3/ping", params: { a: ["ü"] } }, { verb: :post, url: "/nowhere", json: { a: "ä" * 50 } },
                { url: "http://127.0.0.1:1/" }, { url: "http://[" }, { url: "/v3/ping", headers: 5 }]
    progress = []
    results = client.batch(requests, concurrency: 2, retries: 1) { |*counts| progress << counts }
    [progress, results.map { |result| [result.class, result.status, result.retries.map(&:reason)] }]
  end

  def errors
    [
      error_of { client(token_url: "http://127.0.0.1:1/").client_credentials.get_token },
      error_of { client(timeout: "soon").authorize_url }, error_of { Core.parse_json("{") }
    ]
  end

  def texts
    json = JSON.generate({ list: [1, 2.5, nil, true, "ä", { deep: "x" * 100 }], big: 2**63 })
    [
      Core.state.length, Core.code_challenge("v" * 43), Core.code_verifier.length, Core.first_use?(Core.state, "code"),
      Core.error_code("access_denied"), Core.description("said \n no"), Core.parse_json(json)
    ]
  end
end
