# frozen_string_literal: true

require_relative "../support/sandbox_session"

RSpec.describe OmniAuth::Litmus::Sandbox, "its APIs" do
  include SandboxSession

  def bearer(token)
    { "HTTP_AUTHORIZATION" => "Bearer #{token}" }
  end

  describe "GET /v2/users/current" do
    let(:profile) do
      { "user" => { "id" => 1001, "full_name" => "Maya Okafor", "first_name" => "Maya", "last_name" => "Okafor",
                    "email" => "maya@example.com" } }
    end

    it "tells who signed in, to a Bearer header" do
      expect(JSON.parse(current_user(tokens["access_token"]).body)).to eq profile
    end

    it "and to a token in the query, where the gem omniauth-litmus puts it" do
      get "/v2/users/current", access_token: tokens["access_token"]
      expect(last_document).to eq profile
    end

    it "tells names in UTF-8" do
      token = exchange(code_for(user_id: 1002))["access_token"]
      expect(JSON.parse(current_user(token).body)["user"]["full_name"]).to eq "Zoë Lindqvist"
    end

    {
      "is invalid" => ->(spec) { spec.current_user("unknown") },
      "was revoked" => lambda { |spec|
        pair = spec.tokens
        spec.refresh(pair["refresh_token"])
        spec.current_user(pair["access_token"])
      },
      "expired" => lambda { |spec|
        pair = spec.tokens
        spec.clock.advance(7200)
        spec.current_user(pair["access_token"])
      }
    }.each do |reason, request|
      it "answers 401 with an empty body and Doorkeeper's header to a token that #{reason}" do
        request.call(self)
        expect([last_response.status, last_response.body]).to eq [401, ""]
        expect(last_response["www-authenticate"])
          .to eq %(Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token #{reason}")
      end
    end

    it "answers 401 without a token" do
      expect(get("/v2/users/current").status).to eq 401
    end
  end

  describe "with a scope that is not enough" do
    before { @sandbox = described_class.new(clock:, granted_scope: "some") }

    it "answer 403 with a header that says so" do
      pair = tokens
      expect(pair["scope"]).to eq "some"
      expect([current_user(pair["access_token"]).status, last_response.body]).to eq [403, ""]
      expect(last_response["www-authenticate"]).to include('error="invalid_scope"')
    end

    it "answer 403 to an application, too" do
      token = token_request(grant_type: "client_credentials")["access_token"]
      expect(get("/v3/ping/authenticated", {}, bearer(token)).status).to eq 403
      expect(post_json("/v1/emails", { plain_text: "Hello World" }, bearer(token)).status).to eq 403
    end
  end

  it "tell the time by the sandbox's clock" do
    clock.advance(3600)
    expect(["/v3/ping", "/", "/nowhere"].map { |path| get(path)["date"] }.uniq).to eq [clock.call.httpdate]
  end

  describe "POST /v1/emails" do
    it "creates a preview of one kind of content" do
      token = tokens["access_token"]
      guids = %w[plain_text html_text raw_source].map do |name|
        post_json "/v1/emails", { name => "Hello World" }, bearer(token)
        last_document.fetch("email_guid")
      end
      expect(guids.uniq.grep(/\A\h{8}(-\h{4}){3}-\h{12}\z/).length).to eq 3
    end

    ["{}", '{"plain_text":""}', '{"plain_text":[1]}', "[]", '{"plain_text":'].each do |body|
      it "answers #{body} with a problem" do
        post "/v1/emails", body, bearer(tokens["access_token"]).merge("CONTENT_TYPE" => "application/json")
        expect(last_response.status).to eq 400
        expect(last_document).to match("status" => 400, "title" => "Bad Request", "description" => be)
      end
    end

    it "wants a token" do
      post_json "/v1/emails", { plain_text: "Hello World" }
      expect(last_response.status).to eq 401
    end
  end

  describe "v3" do
    def limits
      last_response.headers.slice("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset").values.map(&:to_i)
    end

    let(:token) { token_request(grant_type: "client_credentials")["access_token"] }

    it "answers a ping with the limit" do
      get "/v3/ping"
      expect(last_response.status).to eq 200
      expect(limits).to eq [300, 299, clock.call.to_i + 900]
    end

    it "echoes the token to an authenticated ping, as Litmus does" do
      get "/v3/ping/authenticated", {}, bearer(token)
      expect(last_document).to include("token" => token)
    end

    it "tells the limit with a 401, too" do
      get "/v3/ping/authenticated"
      expect(last_response.status).to eq 401
      expect(limits.first).to eq 300
    end

    it "answers 429 beyond the limit, and begins anew at the time it told" do
      @sandbox = described_class.new(clock:, rate_limit: 2, rate_window: 60)
      answers = Array.new(3) do
        get "/v3/ping/authenticated", {}, bearer(token)
        clock.advance(1)
        [last_response.status, *limits.first(2)]
      end
      expect(answers).to eq [[200, 2, 1], [200, 2, 0], [429, 2, 0]]

      clock.advance(limits.last - clock.call.to_i)
      get "/v3/ping/authenticated", {}, bearer(token)
      expect(last_response.status).to eq 200
    end

    it "counts each application for itself" do
      @sandbox = described_class.new(clock:, rate_limit: 1)
      get "/v3/ping/authenticated", {}, bearer(token)
      expect(get("/v3/ping").status).to eq 200
      expect(get("/v3/ping").status).to eq 429
    end

    it "leaves the other APIs alone, and the headers out without a limit" do
      @sandbox = described_class.new(clock:, rate_limit: nil)
      expect([get("/v3/ping").headers, current_user(token).headers].flat_map(&:keys).grep(/ratelimit/)).to be_empty
    end
  end
end
