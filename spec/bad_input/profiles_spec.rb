# frozen_string_literal: true

require "timeout"
require_relative "../support/bad_input"

RSpec.describe OmniAuth::Strategies::Litmus, "with a bad profile" do
  include_context "with a scripted Litmus"

  # Without an id, two such people would be one to the app.
  describe "that names nobody" do
    {
      "no user" => '{"id":1001,"full_name":"s3cr3t"}', "user null" => '{"user":null,"s3cr3t":1}',
      "user an array" => '{"user":["s3cr3t"]}', "user a text" => '{"user":"s3cr3t"}',
      "no id" => '{"user":{"full_name":"s3cr3t"}}', "id null" => '{"user":{"id":null,"full_name":"s3cr3t"}}',
      "id empty" => '{"user":{"id":"","full_name":"s3cr3t"}}', "id blank" => '{"user":{"id":" ","full_name":"s3cr3t"}}',
      "id an object" => '{"user":{"id":{},"full_name":"s3cr3t"}}',
      "id an array" => '{"user":{"id":[],"full_name":"s3cr3t"}}',
      "id false" => '{"user":{"id":false,"full_name":"s3cr3t"}}',
      "id true" => '{"user":{"id":true,"full_name":"s3cr3t"}}',
      "nothing" => "", "null" => "null", "an array" => '["s3cr3t"]', "a text" => '"s3cr3t"'
    }.each do |words, body|
      it "fails with #{words}" do
        litmus.answer_profile(body)
        expect(log_in).to protocol_error(:invalid_profile)
      end
    end

    ["text/html", "text/plain", "application/x-www-form-urlencoded", nil].each do |type|
      it "fails when its type is #{type.inspect}" do
        litmus.answer_profile("user=s3cr3t", type:)
        expect(log_in).to protocol_error(:invalid_profile)
      end
    end
  end

  describe "that is no JSON" do
    {
      "truncated" => '{"user":{"id":1001,"full_name":"s3cr', "HTML" => "<html>s3cr3t</html>",
      "no text in UTF-8" => "{\"user\":{\"id\":1001,\"full_name\":\"s3cr3t\xFF\"}}",
      "an object and more" => '{"user":{"id":1001}}s3cr3t'
    }.each do |words, body|
      it "fails when it is #{words}" do
        litmus.answer_profile(body)
        expect(log_in).to protocol_error(:response_not_json)
      end
    end
  end

  describe "that becomes too much" do
    {
      "nested too deep" => "#{'{"user":' * 5000}\"s3cr3t\"#{"}" * 5000}",
      "an endless number" => %({"user":{"id":1001,"s3cr3t":#{"9" * 5000}}})
    }.each do |words, body|
      it "fails when it is #{words}" do
        litmus.answer_profile(body)
        expect(log_in).to protocol_error(:response_too_complex)
      end
    end

    it "fails when it has more than a megabyte, before it is read" do
      litmus.answer_profile(%({"user":{"id":1001,"s3cr3t":[#{(['{"a":0}'] * 140_000).join(",")}]}}))
      expect(log_in).to protocol_error(:response_too_large)
    end

    it "is read when it is long, and within that" do
      litmus.answer_profile(%({"user":{"id":1001,"full_name":"Ada","s":[#{(['{"a":0}'] * 100_000).join(",")}]}}))
      expect(sign_in(log_in).auth.uid).to eq "1001"
    end
  end

  describe "that is no form, though it says so" do
    ["user=s3cr3t%zz", "user=s3cr3t%", "user=s3cr3t\u00fc", "user=s3cr3t\xFF", "s3cr3t"].each do |body|
      it "fails when it is #{body.inspect}" do
        litmus.answer_profile(body, type: "application/x-www-form-urlencoded")
        expect(log_in).to protocol_error(/\A(response_not_form|invalid_profile)\z/)
      end
    end
  end

  describe "with odd members" do
    it "is taken as it is" do
      litmus.answer_profile('{"user":{"id":"1001","full_name":null,"first_name":5,"id2":1e30,"nested":{"a":[1]}}}')
      expect(sign_in(log_in).auth.info).to include("first_name" => 5, "last_name" => nil)
    end

    it "keeps a great id to the last digit" do
      litmus.answer_profile('{"user":{"id":1180591620717411303425}}')
      expect(log_in).to have_attributes(failure: nil, auth: have_attributes(uid: "1180591620717411303425"))
    end
  end

  describe "that Litmus refuses" do
    {
      401 => :invalid_token, 403 => :forbidden, 404 => :not_found, 500 => :server_error, 503 => :server_error
    }.each do |status, code|
      it "fails with #{code} when the status is #{status}" do
        litmus.answer_profile("s3cr3t", status:)
        outcome = log_in
        expect(outcome).to fail_with(:invalid_credentials, :ApiError, code)
        expect(outcome.error.response).to have_attributes(status:, body: "s3cr3t")
      end
    end

    it "fails with the words of its challenge, as far as they are fit for a log" do
      challenge = 'Basic realm="a, b", Bearer realm="Doorkeeper", error="invalid_token", ' \
                  "error_description=\"The access token \e[31mexpired\""
      litmus.answer_profile("", status: 401, headers: { "WWW-Authenticate" => challenge.delete("\e") })
      outcome = log_in
      expect(outcome).to fail_with(:invalid_credentials, :ApiError, :invalid_token)
      expect(outcome.error).to have_attributes(error: "invalid_token", description: "The access token [31mexpired")
    end

    it "fails without the token that its challenge repeats" do
      challenge = 'Bearer error="invalid_token", error_description="no such token: s3cr3t-access-token"'
      litmus.answer_profile("", status: 401, headers: { "WWW-Authenticate" => challenge })
      outcome = log_in
      expect(outcome).to fail_with(:invalid_credentials, :ApiError, :invalid_token)
      expect(outcome.error.description).to eq "no such token: [REDACTED]"
    end

    it "fails with a pause when it is 429" do
      litmus.answer_profile("s3cr3t", status: 429, headers: { "X-RateLimit-Reset" => (Time.now.to_i + 60).to_s })
      expect(log_in).to fail_with(:invalid_credentials, :RateLimited, :rate_limited)
    end
  end

  describe "that does not come" do
    it "fails when it is slow" do
      client_options.replace(timeout: 0.5)
      litmus.on(BadInput::ScriptedLitmus::PROFILE) { |exchange| exchange.drip("HTTP/1.1 200 OK\r\n" * 100, 0.1) }
      expect(log_in).to fail_with(:timeout, :TimeoutError, :timeout)
    end

    it "fails when the connection is lost" do
      litmus.on(BadInput::ScriptedLitmus::PROFILE) { |exchange| exchange.write("HTTP/1.1 200 OK\r\ns3cr3t: ") }
      expect(log_in).to fail_with(:failed_to_connect, :ConnectionError, :connection_lost)
    end

    it "fails when it is no HTTP" do
      litmus.on(BadInput::ScriptedLitmus::PROFILE) { |exchange| exchange.write("s3cr3t\r\n\r\n") }
      expect(log_in).to protocol_error(:response_malformed)
    end

    it "is cut off when it is too large" do
      taken = Queue.new
      litmus.on(BadInput::ScriptedLitmus::PROFILE) do |exchange|
        exchange.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\"s3cr3t")
        taken << exchange.flood(100 * 1024 * 1024)
      end
      expect(log_in).to protocol_error(:response_too_large)
      expect(Timeout.timeout(20) { taken.pop }).to be < 50 * 1024 * 1024
    end

    it "fails when it redirects in a circle, after five of them" do
      litmus.answer_profile("s3cr3t", status: 302, type: "text/html",
                                      headers: { "Location" => BadInput::ScriptedLitmus::PROFILE })
      expect(log_in).to protocol_error(:invalid_profile)
      expect(litmus.requests(BadInput::ScriptedLitmus::PROFILE).length).to eq 6
    end

    [
      "http://litmus.example/s3cr3t", "ftp://127.0.0.1/s3cr3t", "file:///etc/passwd?s3cr3t", "http://[s3cr3t"
    ].each do |location|
      it "fails when it redirects to #{location}" do
        litmus.answer_profile("s3cr3t", status: 302, headers: { "Location" => location })
        expect(log_in).to protocol_error(:redirect_refused)
      end
    end
  end
end
