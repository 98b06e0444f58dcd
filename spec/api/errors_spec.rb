# frozen_string_literal: true

require_relative "../support/bad_input/words"
require_relative "../support/scripted_api"

RSpec.describe OmniAuth::Litmus::ApiError do
  include_context "with a scripted API"

  # @return [OmniAuth::Litmus::Error] that says what to do, and no secret
  def refused(status, body = "", type: nil, **headers)
    api.answer("/call", status:, body:, type:, headers:)
    error_of { token.get("/call") }.tap do |error|
      expect(error).to have_attributes(status:, hint: match(/\S/), response: have_attributes(status:, error: be(error)))
      expect(BadInput::Words.of(error)).not_to include "s3cr3t"
    end
  end

  def problem(status = 400, **members) = refused(status, JSON.generate(members), type: "application/json")

  def challenged(text, status: 401) = refused(status, "WWW-Authenticate": text)

  {
    400 => :bad_request, 401 => :invalid_token, 402 => :payment_required, 403 => :forbidden, 404 => :not_found,
    405 => :method_not_allowed, 406 => :not_acceptable, 407 => :proxy_unauthorized, 408 => :request_timeout,
    409 => :conflict, 410 => :gone, 413 => :too_large, 414 => :too_large, 415 => :unsupported_media_type,
    418 => :api_error, 422 => :bad_request, 500 => :server_error, 501 => :server_error, 502 => :server_error,
    503 => :server_error, 504 => :server_error
  }.each do |status, code|
    it "is #{code} for #{status}" do
      expect(refused(status)).to be_an_instance_of(described_class).and have_attributes(code:, description: nil)
    end
  end

  it "has hints of its own for what an app does wrong" do
    hints = [400, 401, 403, 404, 405, 409, 413, 415, 422, 500, 502, 503, 504].map { |status| refused(status).hint }
    expect(hints.uniq).to eq hints
  end

  it "has the API's own words for a pause, too" do
    { 429 => {}, 503 => { "Retry-After" => "60" } }.each do |status, headers|
      api.answer("/call", status:, headers:, type: "application/json",
                          body: '{"error":"slow_down","error_description":"too quick"}')
      expect(error_of { token.get("/call") }).to be_an_instance_of(OmniAuth::Litmus::RateLimited)
        .and have_attributes(description: "too quick", error: "slow_down", status:)
    end
  end

  it "is a pause for 429, and for a 503 that names a moment" do
    expect(refused(429, "Retry-After": "60"))
      .to be_an_instance_of(OmniAuth::Litmus::RateLimited).and have_attributes(code: :rate_limited, retry_at: be)
    expect(refused(503, "Retry-After": "60"))
      .to be_an_instance_of(OmniAuth::Litmus::RateLimited).and have_attributes(code: :unavailable, retry_at: be)
  end

  {
    'Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token was revoked"' =>
      [:invalid_token, "The access token was revoked", /refresh it/],
    'Bearer error="insufficient_scope", scope="full"' => [:insufficient_scope, nil, /scope "full"/],
    'Bearer error="invalid_scope"' => [:invalid_scope, nil, /scope/],
    'Basic realm="a, \"b\"", Bearer realm="x", error="inactive_user"' => [:inactive_user, nil, /inactive/],
    'Negotiate, Bearer realm="x", Bearer error="invalid_token"' => [:invalid_token, nil, /refresh it/]
  }.each do |challenge, (code, description, hint)|
    it "is #{code} for the challenge #{challenge}" do
      [401, 403].each do |status|
        expect(challenged(challenge, status:)).to have_attributes(code:, error: code.to_s, description:, hint:)
      end
    end
  end

  it "asks for a token where the call had none" do
    api.answer("/call", status: 401)
    expect(error_of { client.request(:get, "/call") }).to have_attributes(code: :unauthorized, hint: /token/)
  end

  it "has the words of the Instant API's problems" do
    error = problem(status: 400, title: "Bad Request", description: "plain_text, html_text or raw_source is required")
    expect(error).to have_attributes(
      code: :bad_request, description: "Bad Request: plain_text, html_text or raw_source is required", error: nil
    )
  end

  it "has them in one short line, without the token and without the rest of the body" do
    description = "\e[31m\u202e#{"x" * 1000}"
    error = problem(title: "Not\r\nthis: s3cr3t-access-token", description:, token: "s3cr3t")
    expect(error.description).to match(/\A[ -~]{1,256}\z/).and start_with("Not  this: [REDACTED]: ")
  end

  [
    "null", "[]", '"s3cr3t"', "{", '{"title":{"s3cr3t":1}}', '{"description":null}', "\xFF", "",
    "#{'{"title":' * 5000}1#{"}" * 5000}"
  ].each do |body|
    it "has no words where the body is #{body[0, 30].inspect}" do
      expect(refused(400, body, type: "application/problem+json").description).to be_nil
    end
  end

  it "says so where a proxy answers with a page" do
    error = refused(403, "<html>s3cr3t</html>", type: "text/html; charset=utf-8")
    expect(error).to have_attributes(code: :forbidden, description: nil, hint: /HTML page.*proxy/)
  end

  it "has the name of the request, where that is one" do
    { "X-Request-Id": "5f1d0c66-1", "X-Correlation-Id": "a.b:c", "CF-Ray": "8f-CDG" }.each do |name, id|
      expect(refused(500, name => id).request_id).to eq id
    end
    ["", "a b", "<id>", "x" * 129, "s3cr3t-access-token"].each do |id|
      api.answer("/call", status: 500, headers: { "X-Request-Id" => id })
      expect(error_of { token.get("/call") }.request_id).to be_nil
    end
  end

  it "survives a job queue: status, request id and retries" do
    api.answer("/call", status: 429, headers: { "Retry-After" => "0", "X-Request-Id" => "5f1d" })
    copy = Marshal.load(Marshal.dump(error_of { token.get("/call", retries: 1) }))
    expect(copy).to have_attributes(status: 429, request_id: "5f1d",
                                    retries: [have_attributes(reason: 429, waited: be_between(0, 0.25))])
  end

  it "is named by the token endpoint, too" do
    api.answer("/oauth/token", status: 401, body: '{"error":"invalid_client"}', type: "application/json",
                               headers: { "X-Request-Id" => "5f1d" })
    expect(error_of { client.client_credentials.get_token })
      .to have_attributes(code: :invalid_client, status: 401, request_id: "5f1d", retries: [])
  end
end
