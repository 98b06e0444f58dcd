# frozen_string_literal: true

require_relative "../support/sandbox_logins"

# Whoever can name the host of a request (through a cache, a proxy, a link that is opened with such a header) would have
# the code sent to their own.
RSpec.describe "Host header poisoning" do
  include_context "with a sandbox Litmus"

  callback = "https://app.example/auth/litmus/callback"
  poison = {
    "Host" => { "HTTP_HOST" => "evil.example" }, "X-Forwarded-Host" => { "HTTP_X_FORWARDED_HOST" => "evil.example" },
    "X-Forwarded-Host with several" => { "HTTP_X_FORWARDED_HOST" => "app.example, evil.example" },
    "X-Forwarded-Port" => { "HTTP_X_FORWARDED_PORT" => "666" },
    "X-Forwarded-Proto" => { "HTTP_X_FORWARDED_PROTO" => "javascript" }
  }

  def redirect_uri(headers) = app.browser.sign_in(headers:).query["redirect_uri"]

  poison.each do |words, headers|
    describe "by #{words}" do
      context "with the option redirect_uri" do
        let(:options) { { pkce: true, redirect_uri: callback } }

        it("changes nothing") { expect(redirect_uri(headers)).to eq(callback) }
      end

      context "with OmniAuth's full_host" do
        around do |example|
          OmniAuth.config.full_host = "https://app.example"
          example.run
        ensure
          OmniAuth.config.full_host = nil
        end

        it("changes nothing") { expect(redirect_uri(headers)).to eq(callback) }
      end

      context "with neither" do
        let(:switches) { { redirect_uris: [callback] } }

        it "sends a code to nobody but the address that is registered" do
          visit = PlainBrowser.new.visit(app.browser.sign_in(headers:).location)
          expect(visit.location.to_s).to eq("").or start_with("#{callback}?")
        end
      end
    end
  end

  # Of which Rack, by its version, makes half an address, or an error in words of its own.
  [
    "evil.example\r\nX-Evil: 1", "user@evil.example", "evil.example#", "a b", "\0", "<script>", "[::1", "", "\xFF",
    "é.example", "app.example\\@evil.example", "'", "javascript:alert(1)"
  ].each do |host|
    %w[HTTP_HOST HTTP_X_FORWARDED_HOST].each do |field|
      it "by #{host.dump} as #{field} sends nobody to Litmus without a whole address to come back to" do
        leg_one = app.browser.sign_in(headers: { field => host })
        if leg_one.failure
          expect(app.error).to have_attributes(class: OmniAuth::Litmus::ConfigurationError, code: :invalid_redirect_uri)
          expect(leg_one.query).to eq("message" => "invalid_credentials", "strategy" => "litmus")
        else
          expect(leg_one.query["redirect_uri"]).to match(%r{\Ahttps://[a-z0-9.]+(:\d+)?/auth/litmus/callback\z})
        end
      end
    end
  end

  it "is told with what to do" do
    app.browser.sign_in(headers: { "HTTP_HOST" => "a b" })
    expect(app.error.message).to include("redirect_uri", "full_host")
  end
end
