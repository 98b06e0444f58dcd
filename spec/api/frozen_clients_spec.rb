# frozen_string_literal: true

require_relative "../support/scripted_api"

RSpec.describe "A client that is frozen" do
  include_context "with a scripted API"

  before do
    api.answer("/x", body: "{}", type: "application/json", headers: { "X-RateLimit-Limit" => "5" })
    api.answer("/oauth/token", body: '{"access_token":"t","token_type":"Bearer","refresh_token":"r"}',
                               type: "application/json")
    client.freeze
  end

  it "makes addresses" do
    expect(client.authorize_url).to start_with("#{api.base_url}/oauth/authorize")
    expect(client.token_url).to eq("#{api.base_url}/oauth/token")
  end

  it "gets and renews tokens" do
    token = client.auth_code.get_token("code", redirect_uri: "https://app.example/").freeze
    expect([token.token, token.refresh!.token, client.client_credentials.get_token.token]).to eq(%w[t t t])
  end

  it "makes calls, and keeps nothing of them" do
    expect(client.batch([{ url: "/x" }, { url: "/x" }]).map(&:status)).to eq([200, 200])
    response = token.freeze.get("/x").freeze
    expect([response.status, response.rate_limit.limit, client.rate_limit]).to eq([200, 5, nil])
    expect([response.parsed, response.headers["content-type"]]).to eq([{}, "application/json"])
  end

  it "stays as it is" do
    expect { client.site = "https://other.example" }.to raise_error(FrozenError)
  end

  it "may have made calls before, and its copies may be set" do
    used = OmniAuth::Litmus::Client.new("id", "secret", site: api.base_url).tap { |client| client.request(:get, "/x") }
    expect(used.freeze.request(:get, "/x").status).to eq(200)
    copy = used.dup
    copy.site = "https://other.example"
    expect([copy.token_url, used.token_url]).to eq(%W[https://other.example/oauth/token #{api.base_url}/oauth/token])
  end
end
