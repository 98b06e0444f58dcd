# frozen_string_literal: true

require "cgi"
require "json"
require_relative "../support/scripted_api"

# A provider that cannot read a request quotes it: the body or the header as it came, or once more encoded.
RSpec.describe OmniAuth::Litmus::OAuthError, "that quotes the request" do
  include_context "with a scripted API"

  let(:secret) { %(alpha+bravo/charlie=delta"echo%41foxtrot) }
  let(:code) { %(golf+hotel/"india) }
  let(:words) { /alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett|kilo|lima/ }

  def shown(error)
    [error.message, error.inspect, error.description, error.uri, error.request_id].join("\n")
  end

  def refuse(path, quote, status: 400)
    api.on(path) do |exchange|
      quoted = quote.call(exchange.request)
      exchange.answer(status:, type: "application/json", headers: { "X-Request-Id" => quoted[/\S+/].to_s[0, 100] },
                      body: JSON.generate(error: "invalid_request", error_uri: "https://help.example/?#{quoted}",
                                          error_description: "cannot parse: #{quoted} - sorry"))
    end
  end

  def exchange(**options)
    client = OmniAuth::Litmus::Client.new("id", secret, { site: api.base_url, **options })
    error_of { client.get_token(grant_type: "authorization_code", code:, redirect_uri: "https://app.example/") }
  end

  body = ->(request) { request.body }
  basic = ->(request) { request.headers["authorization"].to_s[/Basic (\S+)/i, 1].to_s }
  decoded = ->(request) { basic.call(request).unpack1("m") }
  {
    "a form" => [body, { token_format: :form }],
    "a form in small letters" => [->(r) { body.call(r).gsub(/%\h\h/, &:downcase) }, { token_format: :form }],
    "a form, encoded again" => [->(r) { URI.encode_www_form_component(body.call(r)) }, { token_format: :form }],
    "a form with %20" => [->(r) { body.call(r).gsub("+", "%20") }, { token_format: :form }],
    "JSON" => [body, {}],
    "JSON with every character escaped" =>
      [->(r) { body.call(r).gsub(/[^\w{}:,"\\]/) { |c| format("\\u%04x", c.ord) } }, {}],
    "JSON with escaped slashes" => [->(r) { body.call(r).gsub("/", "\\/") }, {}],
    "JSON within JSON" => [->(r) { JSON.generate(body.call(r)) }, {}],
    "JSON in a page" => [->(r) { CGI.escapeHTML(body.call(r)) }, {}],
    "a form in a page" => [->(r) { CGI.escapeHTML(CGI.escape(body.call(r))) }, { token_format: :form }],
    "Basic credentials" => [basic, { token_format: :form, auth_scheme: :basic_auth }],
    "Basic credentials without padding" => [->(r) { basic.call(r).delete("=") }, { auth_scheme: :basic_auth }],
    "Basic credentials for addresses" => [->(r) { basic.call(r).tr("+/", "-_") }, { auth_scheme: :basic_auth }],
    "decoded Basic credentials" => [decoded, { auth_scheme: :basic_auth }]
  }.each do |what, (quote, options)|
    it "shows nothing of its secrets when it quotes #{what}" do
      refuse("/oauth/token", quote)
      error = exchange(**options)
      texts = shown(error)
      expect(texts.scan(words)).to eq []
      expect(error).to have_attributes(code: :invalid_request, description: start_with("cannot parse: "))
    end
  end

  it "shows nothing of a short secret in a form" do
    refuse("/oauth/token", ->(_) { "%2Balph%2B" })
    client = OmniAuth::Litmus::Client.new("id", "+alph+", { site: api.base_url })
    expect(error_of { client.client_credentials.get_token }.description).to eq "cannot parse: [REDACTED] - sorry"
  end

  it "shows nothing of a secret that is cut where its words end" do
    refuse("/oauth/token", ->(_) { "no" })
    api.answer("/oauth/token", status: 400, type: "application/json",
                               body: JSON.generate(error: "invalid_request", error_description: "not alpha%2Bbravo%2"))
    expect(exchange.description).to eq "not [REDACTED]"
  end

  {
    "in capitals" => :upcase.to_proc, "Base64 of its own" => ->(text) { [text].pack("m") },
    "in hexadecimal" => ->(text) { text.unpack1("H*") },
    "over several lines" => ->(text) { text.scan(/.{1,5}/).join("\r\n ") },
    "in octal" => ->(text) { text.bytes.map { |byte| format("\\%03o", byte) }.join },
    "as its middle alone" => ->(text) { "...#{text[3..-3]} ..." }
  }.each do |what, form|
    it "shows nothing of a secret that is quoted #{what}" do
      refuse("/oauth/token", ->(_) { form.call(secret) })
      expect(exchange.description).to match(/\Acannot parse: (\.{3})?\[REDACTED\].{0,6} - sorry\z/)
    end
  end

  it "ends its search in words that fit in endless ways" do
    refuse("/oauth/token", ->(_) { "\\" * 60_000 })
    api.answer("/ready", body: "{}")
    client = OmniAuth::Litmus::Client.new("id", "#{"\\" * 6000}!", { site: api.base_url })
    expect(error_of { client.client_credentials.get_token }.description).to start_with("cannot parse: [REDACTED]")
    expect(client.request(:get, "#{api.base_url}/ready").status).to eq 200
  end

  it "keeps the other words" do
    refuse("/oauth/token", body)
    expect(exchange(token_format: :form).description)
      .to eq "cannot parse: grant_type=authorization_code&code=[REDACTED]&client_id=id&client_secret=[REDACTED]" \
             "&redirect_uri=https%3A%2F%2Fapp.example%2F - sorry"
  end

  { header: ->(request) { request.headers["authorization"] }, query: lambda(&:target) }.each do |mode, quote|
    it "shows nothing of a token in the #{mode}" do
      refuse("/call", quote)
      token = OmniAuth::Litmus::AccessToken.new(client, "juliett+kilo/lima=", mode:)
      error = error_of { token.get("/call") }
      expect(shown(error).scan(words)).to eq []
      expect(error.description).to include("cannot parse", "sorry")
    end
  end
end
