# frozen_string_literal: true

require_relative "../support/bad_input"

RSpec.describe OmniAuth::Strategies::Litmus, "with a bad token answer" do
  include_context "with a scripted Litmus"

  let(:token_path) { BadInput::ScriptedLitmus::TOKEN }
  let(:mark) { BadInput::Secrets::MARK }

  describe "that is no JSON object" do
    {
      "empty" => ["", :response_empty],
      "truncated" => ['{"access_token":"s3cr3t","token_type":"Bea', :response_truncated],
      "HTML under a false name" => ["<html>s3cr3t</html>", :response_not_json],
      "an array" => ['["s3cr3t"]', :response_not_json],
      "a text" => ['"s3cr3t"', :response_not_json],
      "a number" => ["5", :response_not_json],
      "null" => ["null", :response_not_json],
      "an object and more" => ['{"access_token":"s3cr3t","token_type":"Bearer"}s3cr3t', :response_not_json],
      "a form" => ["access_token=s3cr3t&token_type=Bearer", :response_not_json],
      "no text in UTF-8" => ["{\"access_token\":\"s3cr3t\xFF\",\"token_type\":\"Bearer\"}", :response_not_json],
      "nested too deep" => ["#{'{"a":' * 5000}\"s3cr3t\"#{"}" * 5000}", :invalid_access_token],
      "an endless number" => ["{\"a\":#{"9" * 5000}}", :response_too_complex]
    }.each do |words, (body, code)|
      it "fails when it is #{words}" do
        litmus.answer_token(body)
        expect(log_in).to protocol_error(code)
      end
    end

    ["text/html", "text/plain", "application/x-www-form-urlencoded", nil].each do |type|
      it "fails when its type is #{type.inspect}" do
        litmus.answer_token(JSON.generate(BadInput::ScriptedLitmus::TOKENS), type:)
        expect(log_in).to protocol_error(:response_not_json)
      end
    end

    ["application/json; charset=utf-8", "Application/JSON", "application/vnd.litmus+json"].each do |type|
      it "is read when its type is #{type}" do
        litmus.answer_token(JSON.generate(BadInput::ScriptedLitmus::TOKENS), type:)
        sign_in(log_in)
      end
    end
  end

  describe "with a member" do
    {
      "access_token missing" => [{ access_token: :none }, :invalid_access_token],
      "access_token null" => [{ access_token: nil }, :invalid_access_token],
      "access_token empty" => [{ access_token: "" }, :invalid_access_token],
      "access_token a number" => [{ access_token: 5 }, :invalid_access_token],
      "access_token an array" => [{ access_token: ["s3cr3t"] }, :invalid_access_token],
      "access_token of two lines" => [{ access_token: "s3cr3t\r\nx-header: s3cr3t" }, :invalid_access_token],
      "refresh_token an object" => [{ refresh_token: { a: "s3cr3t" } }, :invalid_refresh_token],
      "refresh_token of two lines" => [{ refresh_token: "s3cr3t\n" }, :invalid_refresh_token],
      "token_type missing" => [{ token_type: :none }, :invalid_token_type],
      "token_type null" => [{ token_type: nil }, :invalid_token_type],
      "token_type unknown" => [{ token_type: "s3cr3t" }, :invalid_token_type],
      "token_type mac" => [{ token_type: "mac" }, :invalid_token_type],
      "token_type an array" => [{ token_type: ["Bearer"] }, :invalid_token_type],
      "expires_in a word" => [{ expires_in: "s3cr3t" }, :invalid_expires_in],
      "expires_in true" => [{ expires_in: true }, :invalid_expires_in],
      "expires_in an array" => [{ expires_in: [7200] }, :invalid_expires_in],
      "expires_in an object" => [{ expires_in: { a: "s3cr3t" } }, :invalid_expires_in]
    }.each do |words, (members, code)|
      it "#{words} fails" do
        litmus.answer_tokens(**members)
        expect(log_in).to protocol_error(code)
      end
    end

    %w[access_token token_type expires_in refresh_token scope].each do |name|
      it "#{name} twice fails, whatever the second says" do
        members = JSON.generate({ refresh_token: mark, scope: "full" }.merge(BadInput::ScriptedLitmus::TOKENS))
        litmus.answer_token(members.sub(/\}\z/, %(,"#{name}":"s3cr3t"})))
        expect(log_in).to protocol_error(:duplicate_member)
      end
    end

    %w[Bearer bearer BEARER].each do |type|
      it "token_type #{type} is a bearer token" do
        litmus.answer_tokens(token_type: type)
        sign_in(log_in)
      end
    end
  end

  describe "with an expires_in of" do
    def credentials
      sign_in(log_in).auth.credentials
    end

    # The moment is that of the answer, which is between these two.
    def around(seconds)
      before = Time.now.to_i
      expiry = yield.fetch("expires_at")
      expect(expiry).to be_between(before + seconds, Time.now.to_i + seconds)
    end

    {
      '"7200"' => 7200, "7200.5" => 7200, '"7200.5"' => 7200, "1e30" => 315_360_000, '"1e30"' => 315_360_000,
      "0" => 0, '"0"' => 0, "-5" => -5, "-1e30" => -315_360_000
    }.each do |json, seconds|
      it "#{json} means #{seconds} seconds" do
        litmus.answer_token(%({"access_token":"s3cr3t","token_type":"Bearer","expires_in":#{json}}))
        around(seconds) { credentials }
      end
    end

    { "null" => nil, "an empty text" => "", "nothing at all" => :none }.each do |words, expires_in|
      it "#{words} means that nothing is known of an expiry" do
        litmus.answer_tokens(expires_in:, refresh_token: "#{mark}-refresh-token")
        expect(credentials.to_hash).to eq("token" => "#{mark}-access-token", "expires" => false,
                                          "refresh_token" => "#{mark}-refresh-token")
      end
    end

    it "a negative number means expired, so that the token is refreshed at once" do
      answers = [{ expires_in: -5, refresh_token: "#{mark}-first" }, { access_token: "#{mark}-fresh" }]
      litmus.on(token_path) do |exchange|
        exchange.answer(body: JSON.generate(BadInput::ScriptedLitmus::TOKENS.merge(answers.shift)),
                        type: "application/json")
      end
      outcome = sign_in(person.begin_login.come_back)
      expect(litmus.token_requests.map { |request| request.params.values_at("grant_type", "refresh_token") })
        .to eq [["authorization_code", nil], ["refresh_token", "#{mark}-first"]]
      expect(outcome.auth.credentials).to include("token" => "#{mark}-fresh", "refresh_token" => "#{mark}-first")
    end
  end

  # What Litmus sends besides is for the app to read, and not for us to obey.
  describe "with members of its own" do
    {
      "mode" => "query", "header_format" => "Basic %s", "param_name" => "s3cr3t", "expires_at" => "s3cr3t",
      "client" => "s3cr3t", "response" => "s3cr3t", "created_at" => { "a" => ["s3cr3t"] }
    }.each do |name, value|
      it "takes #{name} for what the provider says, and no more" do
        litmus.answer_tokens(name.to_sym => value)
        sign_in(log_in)
        expect(litmus.requests(BadInput::ScriptedLitmus::PROFILE).first)
          .to have_attributes(query: {}, headers: a_hash_including("authorization" => "Bearer #{mark}-access-token"))
      end
    end

    [{ "a" => "s3cr3t" }, ["s3cr3t"], "s3cr3t", 1e30, true].each do |moment|
      it "reads expires_in, and not an expires_at that is no moment, like #{moment}" do
        litmus.answer_tokens(expires_at: moment)
        expect(sign_in(log_in).auth.credentials.expires_at).to be_within(60).of(Time.now.to_i + 7200)
      end
    end
  end

  describe "that redirects" do
    let(:elsewhere) { ScriptedServer.new }

    after { elsewhere.stop }

    [301, 302, 303, 307, 308].each do |status|
      it "is not followed with #{status}, neither to another host nor to the same" do
        [elsewhere.base_url, litmus.base_url].each do |host|
          litmus.answer_token("s3cr3t", status:, headers: { "Location" => "#{host}/elsewhere?s3cr3t" })
          expect(person.begin_login.come_back).to protocol_error(:redirected)
        end
        expect(elsewhere.connections).to eq 0
        expect(litmus.requests.map(&:path)).to eq [token_path] * 2
      end
    end

    it "fails without an address, too" do
      litmus.answer_token("s3cr3t", status: 307)
      expect(log_in).to protocol_error(:redirected)
    end
  end

  describe "that refuses" do
    let(:code) { BadInput::Secrets.new_mark("code") }

    def refuse(status: 400, **members)
      litmus.answer_token(JSON.generate(members), status:)
      person.begin_login.come_back(code:).tap { expect(litmus.codes).to eq [code] }
    end

    { "invalid_grant" => 400, "invalid_client" => 401, "invalid_request" => 400, "server_error" => 500 }
      .each do |error, status|
        it "is told as #{error} of status #{status}" do
          outcome = refuse(status:, error:, error_description: "The words of the provider")
          expect(outcome).to fail_with(:invalid_credentials, :OAuthError, error.to_sym)
          expect(outcome.error).to have_attributes(error:, description: "The words of the provider",
                                                   response: have_attributes(status:))
        end
      end

    it "is told without what it repeats of our secrets" do
      secret = BadInput::Secrets::CLIENT.last
      outcome = refuse(error: "invalid_grant", error_description: "#{code} of #{secret} is gone",
                       error_uri: "https://litmus.example/?code=#{code}")
      expect(outcome).to fail_with(:invalid_credentials, :OAuthError, :invalid_grant)
      expect(outcome.error.description).to match(/\A\[REDACTED\] of \[REDACTED\] is gone\z/)
    end

    it "is told without the verifier that it repeats" do
      litmus.on(token_path) do |exchange|
        error = { error: "invalid_grant", error_description: "not #{exchange.request.params["code_verifier"]}" }
        exchange.answer(status: 400, body: JSON.generate(error), type: "application/json")
      end
      expect(log_in).to fail_with(:invalid_credentials, :OAuthError, :invalid_grant)
    end

    it "is told in one short line" do
      outcome = refuse(error: "invalid_grant", error_description: "a\r\nb\e[31m\"#{"x" * 10_240}")
      expect(outcome).to fail_with(:invalid_credentials, :OAuthError, :invalid_grant)
      expect(outcome.error.description).to match(/\A[\x20-\x7e]{1,256}\z/)
      expect(app.log.lines).to all match(/\A[DEI], \[\d{4}-.*--.*: \(litmus\) [\x20-\x7e]+\n\z/)
    end

    it "is an invalid error where its code is none" do
      ["s3cr\nt", "x" * 10_240, "für"].each do |error|
        litmus.answer_token(JSON.generate(error:), status: 400)
        expect(person.begin_login.come_back).to fail_with(:invalid_credentials, :OAuthError, :invalid_error)
      end
    end

    it "is a refusal with status 200, too" do
      expect(refuse(status: 200, error: "invalid_grant"))
        .to fail_with(:invalid_credentials, :OAuthError, :invalid_grant)
    end

    [{}, { error: 5 }, { error: nil }, { error: ["s3cr3t"] }, { message: "s3cr3t" }].each do |members|
      it "is no error of OAuth's when it says #{members}" do
        expect(refuse(**members)).to protocol_error(:unexpected_status)
      end
    end

    { 400 => "", 404 => "s3cr3t", 500 => "<html>s3cr3t", 502 => "", 201 => "s3cr3t", 204 => "" }.each do |status, body|
      it "is an unexpected status when it is #{status} without JSON" do
        litmus.answer_token(body, status:, type: "text/html")
        expect(log_in).to protocol_error(:unexpected_status)
      end
    end

    it "is a pause when it is 429" do
      litmus.answer_token("s3cr3t", status: 429, headers: { "X-RateLimit-Limit" => "300", "Retry-After" => "60" })
      outcome = log_in
      expect(outcome).to fail_with(:invalid_credentials, :RateLimited, :rate_limited)
      expect(outcome.error).to have_attributes(limit: 300, retryable?: true, retry_at: be_a(Time))
    end
  end
end
