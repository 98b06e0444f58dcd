# frozen_string_literal: true

require_relative "../support/sandbox_session"

RSpec.describe OmniAuth::Litmus::Sandbox, "its events" do
  include SandboxSession

  let(:events) { [] }

  def switches
    { on_event: ->(event) { events << event } }
  end

  it "tell each request, who asked and how it ended" do
    exchange(code_for, client_secret: "wrong")
    current_user(tokens["access_token"])
    id = SandboxSession::ID
    expect(events).to include(
      { method: "GET", path: "/oauth/authorize", status: 200, client_id: id },
      { method: "POST", path: "/sign_in", status: 303, user_id: 1001 },
      { method: "POST", path: "/oauth/authorize", status: 303, client_id: id, user_id: 1001 },
      { method: "POST", path: "/oauth/token", status: 401, grant_type: "authorization_code", error: "invalid_client" },
      { method: "POST", path: "/oauth/token", status: 200, grant_type: "authorization_code", client_id: id,
        user_id: 1001 },
      { method: "GET", path: "/v2/users/current", status: 200, client_id: id, user_id: 1001 }
    )
  end

  it "tell a denial" do
    sign_in
    decide("deny")
    expect(events.last).to include(status: 303, error: "access_denied")
  end

  it "tell no secret, code or token" do
    code = code_for
    pair = exchange(code)
    refresh(pair["refresh_token"])
    get "/v2/users/current", access_token: pair["access_token"]
    secrets = [SandboxSession::SECRET, code, *pair.values_at("access_token", "refresh_token")]
    expect(secrets.select { |secret| events.inspect.include?(secret) }).to be_empty
  end
end
