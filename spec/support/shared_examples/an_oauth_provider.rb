# frozen_string_literal: true

require "json"
require "net/http"
require "openssl"
require "securerandom"
require "uri"
require_relative "../plain_browser"

# What the group below asks with.
module ProviderQuestions
  def browser
    @browser ||= PlainBrowser.new(ca_file: provider.ca_file)
  end

  def authorize_url(**changes)
    question = { response_type: "code", client_id: provider.client_id, redirect_uri: provider.redirect_uri,
                 state: "st4te", scope: "full", **changes }.compact
    "#{provider.base_url}/oauth/authorize?#{URI.encode_www_form(question)}"
  end

  def code_for(**changes)
    browser.visit(authorize_url(**changes)).params.fetch("code")
  end

  def client
    { client_id: provider.client_id, client_secret: provider.client_secret }
  end

  def other_client
    { client_id: provider.other_client_id, client_secret: provider.other_client_secret }
  end

  def exchange(code, how: :json, **changes)
    send("post_#{how}", "/oauth/token", { grant_type: "authorization_code", code:, redirect_uri: provider.redirect_uri,
                                          **client, **changes }.compact)
  end

  def refresh(refresh_token, **changes)
    post_json("/oauth/token", { grant_type: "refresh_token", refresh_token:, **client, **changes }.compact)
  end

  def revoke(token, **changes)
    post_json("/oauth/revoke", { token:, **client, **changes }.compact)
  end

  def tokens
    document(exchange(code_for))
  end

  def current_user(token)
    request(Net::HTTP::Get.new("/v2/users/current", token ? { "Authorization" => "Bearer #{token}" } : {}))
  end

  def post_json(path, fields, headers = {})
    request(Net::HTTP::Post.new(path, { "Content-Type" => "application/json", **headers }), JSON.generate(fields))
  end

  def post_form(path, fields, headers = {})
    request(Net::HTTP::Post.new(path, { "Content-Type" => "application/x-www-form-urlencoded", **headers }),
            URI.encode_www_form(fields))
  end

  def post_basic(path, fields)
    post_form(path, fields.except(:client_id, :client_secret), basic)
  end

  def post_basic_json(path, fields)
    post_json(path, fields.except(:client_id, :client_secret), basic)
  end

  def post_both(path, fields)
    post_json(path, fields, basic)
  end

  def basic
    { "Authorization" => "Basic #{[client.values.join(":")].pack("m0")}" }
  end

  def request(request, body = nil)
    uri = URI.parse(provider.base_url)
    options = { use_ssl: uri.scheme == "https", ca_file: provider.ca_file }.compact
    Net::HTTP.start(uri.hostname, uri.port, nil, **options) { |http| http.request(request, body) }
  end

  def document(response)
    JSON.parse(response.body)
  end

  # @return [Array] status and error of an answer that must be an error of RFC 6749 §5.2
  def refusal(response)
    expect(response.to_hash).to include("content-type" => ["application/json; charset=utf-8"],
                                        "cache-control" => ["no-store"])
    expect(document(response).transform_values(&:class)).to eq("error" => String, "error_description" => String)
    [response.code.to_i, document(response)["error"]]
  end
end

# The same questions to each provider, over HTTP, and the same answers: what the sandbox says, Doorkeeper says.
#
# Wants `provider`: a SandboxProvider or a DoorkeeperProvider.
RSpec.shared_examples "an OAuth provider" do
  include ProviderQuestions

  def challenge_of(verifier)
    [OpenSSL::Digest::SHA256.digest(verifier)].pack("m0").tr("+/", "-_").delete("=")
  end

  describe "the authorization endpoint" do
    it "asks who it is and whether it may, and sends code and state" do
      # Someone of whom no other example asks for consent.
      visit = browser.visit(authorize_url, user_id: 1003)
      expect(visit.asked).to eq %i[sign_in consent]
      expect(visit.location).to start_with("#{provider.redirect_uri}?")
      expect(visit.params).to match("code" => be_a(String), "state" => "st4te")
    end

    it "asks once, until all is revoked" do
      user_id = 1002
      code = browser.visit(authorize_url, user_id:).params.fetch("code")
      pair = document(exchange(code))
      expect(browser.visit(authorize_url, user_id:).asked).to eq []
      revoke(pair["access_token"])
      expect(browser.visit(authorize_url, user_id:).asked).to eq %i[consent]
    end

    it "keeps a state of any characters" do
      state = "a b&c=d/é+%\"<"
      expect(browser.visit(authorize_url(state:)).params).to include("state" => state)
    end

    it "sends a denial with its state" do
      visit = PlainBrowser.new(ca_file: provider.ca_file)
                          .visit(authorize_url(client_id: provider.other_client_id), decision: "Deny")
      expect(visit.location).to start_with("#{provider.redirect_uri}?")
      expect(visit.params).to eq(
        "error" => "access_denied", "state" => "st4te",
        "error_description" => "The resource owner or authorization server denied the request."
      )
    end

    [
      { client_id: "nobody" }, { client_id: nil }, { redirect_uri: "http://evil.example/callback" },
      { redirect_uri: "no uri" }, { response_type: "token" }, { scope: "admin" }
    ].each do |changes|
      it "shows what is wrong, and redirects nowhere: #{changes}" do
        visit = browser.visit(authorize_url(**changes))
        expect([visit.location, visit.asked]).to match [nil, satisfy { |asked| !asked.include?(:consent) }]
        expect(visit.body).to include("<html")
      end
    end
  end

  describe "the token endpoint" do
    %i[json form basic basic_json].each do |how|
      it "exchanges a code by #{how}" do
        response = exchange(code_for, how:)
        expect([response.code, response["content-type"], response["cache-control"]])
          .to eq ["200", "application/json; charset=utf-8", "no-store"]
        expect(document(response)).to match(
          "access_token" => be_a(String), "token_type" => "Bearer", "expires_in" => be_between(7000, 7200),
          "refresh_token" => be_a(String), "scope" => "full", "created_at" => be_an(Integer)
        )
      end
    end

    it "wants the credentials in one place only, if it is new enough" do
      response = exchange(code_for, how: :both)
      if provider.rejects_two_credentials?
        expect(refusal(response)).to eq [400, "invalid_request"]
      else
        expect(response.code).to eq "200"
      end
    end

    it "redeems a code once" do
      code = code_for
      exchange(code)
      expect(refusal(exchange(code))).to eq [400, "invalid_grant"]
    end

    it "wants the redirect_uri of the authorization request, and keeps the code good" do
      code = code_for
      expect(refusal(exchange(code, redirect_uri: "https://partner.example/other"))).to eq [400, "invalid_grant"]
      expect(refusal(exchange(code, redirect_uri: nil))).to eq [400, "invalid_request"]
      expect(exchange(code).code).to eq "200"
    end

    it "wants the verifier of the PKCE challenge" do
      verifier = SecureRandom.urlsafe_base64(48)
      code = code_for(code_challenge: challenge_of(verifier), code_challenge_method: "S256")
      expect(refusal(exchange(code, code_verifier: "w" * 64))).to eq [400, "invalid_grant"]
      expect(refusal(exchange(code))).to eq [400, "invalid_request"]
      expect(exchange(code, code_verifier: verifier).code).to eq "200"
    end

    it "wants no verifier where there was no challenge" do
      expect(refusal(exchange(code_for, code_verifier: "w" * 64))).to eq [400, "invalid_grant"]
    end

    it "gives nothing to another application" do
      code = code_for
      expect(refusal(exchange(code, **other_client))).to eq [400, "invalid_grant"]
      refresh_token = document(exchange(code))["refresh_token"]
      expect(refusal(refresh(refresh_token, **other_client))).to eq [400, "invalid_grant"]
    end

    [{ client_secret: "wrong" }, { client_secret: nil }, { client_id: "nobody" }].each do |changes|
      it "does not know a client with #{changes}" do
        expect(refusal(exchange(code_for, **changes))).to eq [401, "invalid_client"]
      end
    end

    it "says which parameter is missing" do
      { exchange(nil) => "code", refresh(nil) => "refresh_token", post_json("/oauth/token", client) => "grant_type" }
        .each do |response, name|
          expect(refusal(response)).to eq [400, "invalid_request"]
          expect(document(response)["error_description"]).to eq "Missing required parameter: #{name}."
        end
    end

    it "knows no other grant" do
      response = post_json("/oauth/token", { grant_type: "telepathy", **client })
      expect(refusal(response)).to eq [400, "unsupported_grant_type"]
    end

    it "answers client_credentials with a token that is not refreshable" do
      response = post_json("/oauth/token", { grant_type: "client_credentials", **client })
      expect(document(response).keys).to eq %w[access_token token_type expires_in scope created_at]
    end

    it "answers malformed JSON with an empty 400 of text/html" do
      response = request(Net::HTTP::Post.new("/oauth/token", "Content-Type" => "application/json"), '{"grant_type":')
      expect([response.code, response.body.to_s, response.content_type]).to eq ["400", "", "text/html"]
    end
  end

  describe "a refresh" do
    it "rotates both tokens" do
      old = tokens
      new = document(refresh(old["refresh_token"]))
      expect(new).to include("token_type" => "Bearer", "expires_in" => be_between(7000, 7200), "scope" => "full")
      expect(new.values_at("access_token", "refresh_token") & old.values).to be_empty
    end

    it "kills the old pair when its rotation says so" do
      old = tokens
      new = document(refresh(old["refresh_token"]))
      old_lives = provider.rotation == :first_use
      expect(current_user(old["access_token"]).code).to eq(old_lives ? "200" : "401")
      expect(refresh(old["refresh_token"]).code).to eq(old_lives ? "200" : "400")

      expect(current_user(new["access_token"]).code).to eq "200"
      expect(current_user(old["access_token"]).code).to eq "401"
      expect(refusal(refresh(old["refresh_token"]))).to eq [400, "invalid_grant"]
    end

    it "knows no access token and nothing unknown" do
      expect(refusal(refresh(tokens["access_token"]))).to eq [400, "invalid_grant"]
      expect(refusal(refresh("unknown"))).to eq [400, "invalid_grant"]
    end

    it "gives no other scope" do
      expect(refusal(refresh(tokens["refresh_token"], scope: "admin"))).to eq [400, "invalid_scope"]
    end
  end

  describe "the revocation endpoint" do
    %w[access_token refresh_token].each do |kind|
      it "revokes both tokens of a pair by its #{kind}" do
        pair = tokens
        response = revoke(pair[kind])
        expect([response.code, response.body]).to eq ["200", "{}"]
        expect(current_user(pair["access_token"]).code).to eq "401"
        expect(refusal(refresh(pair["refresh_token"]))).to eq [400, "invalid_grant"]
      end
    end

    it "says the same of a token that it does not know" do
      response = revoke("unknown")
      expect([response.code, response.body]).to eq ["200", "{}"]
    end

    it "is forbidden without the credentials of the owner" do
      pair = tokens
      [other_client, { client_secret: "wrong" }].each do |changes|
        response = revoke(pair["access_token"], **changes)
        expect([response.code, document(response)]).to eq [
          "403", { "error" => "unauthorized_client",
                   "error_description" => "You are not authorized to revoke this token" }
        ]
      end
      expect(current_user(pair["access_token"]).code).to eq "200"
    end
  end

  describe "the API" do
    it "tells who signed in" do
      expect(document(current_user(tokens["access_token"]))).to eq(
        "user" => { "id" => 1001, "full_name" => "Maya Okafor", "first_name" => "Maya", "last_name" => "Okafor",
                    "email" => "maya@example.com" }
      )
    end

    it "takes the token from the query, too" do
      response = request(Net::HTTP::Get.new("/v2/users/current?access_token=#{tokens["access_token"]}"))
      expect(response.code).to eq "200"
    end

    it "answers 401 with an empty body and a challenge that says why" do
      revoked = tokens.fetch("access_token").tap { |token| revoke(token) }
      { nil => "is invalid", "unknown" => "is invalid", revoked => "was revoked" }.each do |token, reason|
        response = current_user(token)
        expect([response.code, response.body.to_s]).to eq ["401", ""]
        expect(response["www-authenticate"])
          .to eq %(Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token #{reason}")
      end
    end
  end
end
