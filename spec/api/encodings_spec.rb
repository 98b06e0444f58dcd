# frozen_string_literal: true

require_relative "../support/scripted_api"

# Text in UTF-8 is tagged as bytes where it comes from a file or a socket, and US-ASCII where it comes from the
# environment under LANG=C.
RSpec.describe "Texts in other encodings" do
  include_context "with a scripted API"

  let(:text) { "Grüße" }

  before do
    api.answer("/x", body: "{}", type: "application/json")
    api.answer("/oauth/token", body: '{"access_token":"t","token_type":"Bearer"}', type: "application/json")
  end

  def last = api.requests("/x").last

  escaped = "Gr%C3%BC%C3%9Fe"
  {
    "tagged as bytes" => :b.to_proc,
    "tagged as US-ASCII" => ->(text) { text.dup.force_encoding("US-ASCII") },
    "in ISO-8859-1" => ->(text) { text.encode("ISO-8859-1") },
    "in UTF-16" => ->(text) { text.encode("UTF-16LE") },
    "as a Symbol in ISO-8859-1" => ->(text) { text.encode("ISO-8859-1").to_sym },
    "frozen" => ->(text) { text.b.freeze }
  }.each do |how, tag|
    it "#{how} are sent as UTF-8" do
      given = tag.call(text)
      token.post("/x", params: { given => given }, body: { given => [given] }, headers: { "X-A" => given })
      expect(last.target).to eq("/x?#{escaped}=#{escaped}")
      expect(last.body).to eq("#{escaped}%5B%5D=#{escaped}")
      expect(last.headers["x-a"].b).to eq(text.b)
      expect(client.authorize_url({ q: given })).to include("q=#{escaped}")
    end

    it "#{how} are a client's secret" do
      OmniAuth::Litmus::Client.new("id", tag.call(text), site: api.base_url).client_credentials.get_token
      expect(api.requests("/oauth/token").last.params["client_secret"]).to eq(text)
    end
  end

  { "ASCII-8BIT" => "\xFC", "US-ASCII" => "\xFC", "UTF-8" => "\xFC", "UTF-7" => "abc" }.each do |tag, bytes|
    it "that are no UTF-8 are refused by the name of their tag, #{tag}" do
      given = bytes.dup.force_encoding(tag)
      error = error_of { token.get("/x", params: { q: given }) }
      expect(error).to have_attributes(code: :invalid_value, message: /\Aq .*#{tag}/)
      expect(error_of { token.get("/x", params: { given => 1 }) }.message).to match(/key of params.*#{tag}/)
    end
  end
end
