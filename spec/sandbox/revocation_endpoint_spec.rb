# frozen_string_literal: true

require_relative "../support/sandbox_session"

RSpec.describe OmniAuth::Litmus::Sandbox, "/oauth/revoke" do
  include SandboxSession

  def switches
    { applications: [{ id: SandboxSession::ID, secret: SandboxSession::SECRET }, { id: "two", secret: "2" }] }
  end

  def revoke(token, **changes)
    post_json "/oauth/revoke", { client_id: SandboxSession::ID, client_secret: SandboxSession::SECRET, token:,
                                 **changes }.compact
    [last_response.status, last_document]
  end

  %w[access_token refresh_token].each do |kind|
    it "revokes both tokens of a pair by its #{kind}" do
      pair = tokens
      expect(revoke(pair[kind])).to eq [200, {}]
      expect(current_user(pair["access_token"])["www-authenticate"]).to include("The access token was revoked")
      expect(refresh(pair["refresh_token"])).to include("error" => "invalid_grant")
    end
  end

  it "answers a token that is unknown, missing or revoked before in the same way (RFC 7009 §2.2)" do
    pair = tokens
    revoke(pair["access_token"])
    expect([revoke("unknown"), revoke(nil), revoke(pair["access_token"])]).to all eq [200, {}]
  end

  it "revokes by the refresh token of an expired pair" do
    pair = tokens
    clock.advance(7201)
    revoke(pair["refresh_token"])
    expect(refresh(pair["refresh_token"])).to include("error" => "invalid_grant")
  end

  it "is forbidden without the credentials of the owner" do
    pair = tokens
    forbidden = [403, { "error" => "unauthorized_client",
                        "error_description" => "You are not authorized to revoke this token" }]
    expect(revoke(pair["access_token"], client_id: "two", client_secret: "2")).to eq forbidden
    expect(revoke(pair["access_token"], client_secret: "wrong")).to eq forbidden
    expect(revoke("unknown", client_id: nil, client_secret: nil)).to eq forbidden
    expect(current_user(pair["access_token"]).status).to eq 200
  end

  it "takes a Basic header or a form" do
    pair = tokens
    basic_authorize SandboxSession::ID, SandboxSession::SECRET
    post "/oauth/revoke", token: pair["access_token"]
    expect([last_response.status, current_user(pair["access_token"]).status]).to eq [200, 401]
  end

  it "rejects credentials in both places" do
    basic_authorize SandboxSession::ID, SandboxSession::SECRET
    expect(revoke("unknown").first).to eq 403
  end
end
