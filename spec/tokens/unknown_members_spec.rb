# frozen_string_literal: true

require "omniauth/litmus/token_source"
require_relative "../support/scripted_api"

# The refresh token is used up when its answer is here: whatever else is in it, the new pair is kept.
RSpec.describe OmniAuth::Litmus::TokenSource, "whose provider sends unknown members" do
  include_context "with a scripted API"

  # Tokens as JSON text, as stores that write into a database or Redis have them.
  let(:store) do
    Class.new do
      attr_reader :text

      def write(tokens) = @text = JSON.generate(tokens)
      def to_h = JSON.parse(text)
    end.new
  end

  def refreshed(member)
    api.answer("/oauth/token", type: "application/json", body: <<~JSON)
      {"access_token":"new","z":1,"a":1180591620717411303425,"extra":#{member},"refresh_token":"next","token_type":"Bearer"}
    JSON
    token = OmniAuth::Litmus::AccessToken.new(client, "old", refresh_token: "first")
    token.refresh!.tap { |fresh| store.write(fresh.to_hash) }
  end

  nested = ->(depth) { ("[" * depth) + ("]" * depth) }
  {
    "nested 10 deep" => [nested.call(10), true], "nested 99 deep" => [nested.call(99), true],
    "nested 100 deep" => [nested.call(100), false], "nested 110 deep" => [nested.call(110), false],
    "nested 100,000 deep" => [nested.call(100_000), false], "beyond all numbers" => ["1e400", false],
    "null" => ["null", false], "of text" => ['"x"', true]
  }.each do |words, (member, kept)|
    it "keeps the new pair with a member #{words}" do
      expect(refreshed(member)).to have_attributes(token: "new", refresh_token: "next")
      expect(store.to_h).to include("access_token" => "new", "refresh_token" => "next", "a" => (2**70) + 1)
      expect(store.to_h.key?("extra")).to be kept
      expect(api.requests("/oauth/token").length).to eq 1
    end
  end

  it "keeps their order" do
    expect(refreshed("{}").params.keys).to eq %w[z a extra token_type]
  end
end
