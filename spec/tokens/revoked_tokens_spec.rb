# frozen_string_literal: true

return unless GemsAtHand.all?("pg", "sqlite3")

require "omniauth/litmus/token_source"
require_relative "../support/plain_browser"
require_relative "../support/sandbox_provider"
require_relative "../support/token_stores"

RSpec.describe "A token that is revoked in the middle of a run" do
  threads = 8

  let(:provider) { SandboxProvider.start }
  let(:client) { OmniAuth::Litmus::Client.new(provider.client_id, provider.client_secret, site: provider.base_url) }
  let(:token) do
    address = client.auth_code.authorize_url(redirect_uri: provider.redirect_uri, state: "s")
    code = PlainBrowser.new.visit(address).params.fetch("code")
    client.auth_code.get_token(code, redirect_uri: provider.redirect_uri)
  end
  let(:calls) { Thread::Queue.new }

  before { place.store.write(OmniAuth::Litmus::TokenSource.pair(token)) }
  after { provider.stop }

  def source = OmniAuth::Litmus::TokenSource.new(client, place.store)

  # Calls until it is told to stop, as a worker does; each of its calls is noted.
  def work
    mine = source
    loop { calls << mine.get("/v2/users/current").status }
  rescue OmniAuth::Litmus::Error => e
    [mine, e.class]
  end

  %i[postgresql sqlite redis].each do |kind|
    describe "with its pair in #{kind}" do
      let(:place) { TokenStores.place(kind) }

      it "ends every worker, by one question to the provider, and none follows" do
        workers = Array.new(threads) { Thread.new { work } }
        (3 * threads).times { calls.pop }
        client.revoke(token.refresh_token, "refresh_token")
        ends = workers.map(&:value)

        expect(ends.map(&:last).uniq).to eq([OmniAuth::Litmus::ReauthorizationRequired])
        refreshes = provider.events("/oauth/token").select { |event| event[:grant_type] == "refresh_token" }
        expect(refreshes.map { |event| event[:error] }).to eq(["invalid_grant"])

        before = provider.events.length
        [*ends.map(&:first), source].each do |source|
          expect { source.get("/v2/users/current") }.to raise_error(OmniAuth::Litmus::ReauthorizationRequired)
        end
        expect(provider.events.length).to eq(before)
        expect(place.store.read).to be_nil
      end
    end
  end
end
