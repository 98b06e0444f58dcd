# frozen_string_literal: true

require_relative "../support/litmos_server"

# Each case of the guide's troubleshooting list: what the API does, what the app is told, and what to do about it.
RSpec.describe "The troubleshooting list of Litmos" do
  person = { "UserName" => "ada@example.com", "FirstName" => "Ada", "LastName" => "Lovelace" }

  let(:servers) { [] }
  # With a flowchart for each.
  let(:guide) { File.read(File.expand_path("../../docs/litmos-workflows.md", __dir__)) }

  after { servers.each(&:stop) }

  def litmos(switches = {}, settings = {}, &)
    servers << LitmosServer.new(**switches, &)
    servers.last.client(**settings)
  end

  {
    "the API key is wrong" => {
      settings: { api_key: "wrong" }, call: ->(it) { it.get("/users") },
      error: [OmniAuth::Litmus::ApiError, :forbidden, 403], hint: /API key.*source.*region/
    },
    "the API key is missing" => {
      settings: { api_key: "" }, call: ->(it) { it.get("/users") },
      error: [OmniAuth::Litmus::ConfigurationError, :missing_api_key, nil], hint: /api_key:/
    },
    "the parameter source is missing" => {
      settings: { source: " " }, call: ->(it) { it.get("/users") },
      error: [OmniAuth::Litmus::ConfigurationError, :missing_source, nil], hint: /name of your application/
    },
    "plain http is used" => {
      switches: { https_only: true }, call: ->(it) { it.get("/users") },
      error: [OmniAuth::Litmus::ApiError, :forbidden, 403], hint: /https/
    },
    "the rate limit is exceeded (503)" => {
      switches: { rate_limit: 1 }, call: ->(it) { 2.times { it.get("/users", timeout: 1) } },
      error: [OmniAuth::Litmus::RateLimited, :rate_limited, 503], hint: /retry_at/
    },
    "the rate limit is exceeded (429)" => {
      switches: { rate_limit: 1, limit_status: 429 }, call: ->(it) { 2.times { it.get("/users", timeout: 1) } },
      error: [OmniAuth::Litmus::RateLimited, :rate_limited, 429], hint: /retry_at/
    },
    "the rate limit would be exceeded" => {
      settings: { rate_limit: 1 }, call: ->(it) { 2.times { it.get("/users", timeout: 1) } },
      error: [OmniAuth::Litmus::RateLimited, :rate_limited, nil], hint: /retry_at/
    },
    "the endpoint is wrong" => {
      call: ->(it) { it.get("/user") },
      error: [OmniAuth::Litmus::ApiError, :not_found, 404], hint: /path.*v1\.svc/
    },
    "the base URL is wrong, and a page answers" => {
      base: "/v2.svc", call: ->(it) { it.users.find("u1001") },
      error: [OmniAuth::Litmus::ApiError, :not_found, 404], hint: /HTML/
    },
    "the format of the request is wrong" => {
      call: ->(it) { it.users.create(person.except("LastName")) },
      error: [OmniAuth::Litmus::ApiError, :bad_request, 400], hint: /JSON, with the names/
    },
    "the format of the answer is wrong" => {
      switches: { xml: true }, call: ->(it) { it.get("/users") },
      error: [OmniAuth::Litmus::ProtocolError, :unexpected_format, 200], hint: /XML/
    },
    "the answer is no list" => {
      call: ->(it) { it.users.first }, before: ->(*) { [200, { "content-type" => "application/json" }, ["{}"]] },
      error: [OmniAuth::Litmus::ProtocolError, :unexpected_answer, nil], hint: /base URL/
    },
    "the user exists already" => {
      call: ->(it) { 2.times { it.users.create(person) } },
      error: [OmniAuth::Litmos::AlreadyExists, :already_exists, 409], hint: /find_by/
    },
    "the team does not exist" => {
      call: ->(it) { it.teams.add("t9", %w[u1001]) },
      error: [OmniAuth::Litmos::NotFound, :no_such_team, nil], hint: /teams\.each/
    },
    "the API is too slow" => {
      switches: { timeout_every: 1 }, call: ->(it) { it.get("/users") },
      error: [OmniAuth::Litmus::ApiError, :server_error, 504], hint: /ask for less/
    },
    "nobody is there" => {
      settings: { base_url: "http://127.0.0.1:1/v1.svc" }, call: ->(it) { it.get("/users") },
      error: [OmniAuth::Litmus::ConnectionError, :connection_refused, nil], hint: /\w/
    },
    "the identity provider's side is not set up (OAuth 2.0, SAML)" => {
      call: ->(_) { OmniAuth::Litmus::Client.new("id", "secret", provider: "litmos").auth_code.authorize_url },
      error: [OmniAuth::Litmus::ConfigurationError, :missing_endpoint, nil], hint: /administrator/
    }
  }.each do |words, trouble|
    it "has: #{words}" do
      client = litmos(trouble.fetch(:switches, {}), trouble.fetch(:settings, {}), &trouble[:before])
      client = servers.last.client(base_url: "#{servers.last.origin}#{trouble[:base]}") if trouble[:base]
      kind, code, status = trouble.fetch(:error)
      expect(guide).to match(/^\*\*.*`#{code}`/)
      expect { trouble.fetch(:call).call(client) }.to raise_error(kind) { |error|
        expect(error).to have_attributes(code:, status:, hint: match(trouble.fetch(:hint)))
        expect(error.message).not_to include(LitmosServer::KEY)
      }
    end
  end

  {
    "no such user" => [{}, "nobody", :no_such_user, /create the user/],
    "an update that was accepted and not done" => [{ ignore_silently: false }, "u1001", :not_updated, /may not/]
  }.each do |words, (switches, id, reason, hint)|
    it "has: #{words}" do
      membership = litmos(switches).teams.add("t1", [id])
      expect(membership.failed).to eq(id => reason)
      expect(membership.hints.first).to match(hint)
    end
  end
end
