# frozen_string_literal: true

return unless GemsAtHand.all?("pg", "sqlite3")

require "omniauth/litmus/token_source"
require_relative "../support/plain_browser"
require_relative "../support/sandbox_provider"
require_relative "../support/token_stores"

RSpec.describe "A refresh in a transaction of the caller" do
  let(:provider) { SandboxProvider.start(rotation: :immediate) }
  let(:client) { OmniAuth::Litmus::Client.new(provider.client_id, provider.client_secret, site: provider.base_url) }
  let(:source) { OmniAuth::Litmus::TokenSource.new(client, place.store) }
  let(:refreshes) { provider.events("/oauth/token").count { |event| event[:grant_type] == "refresh_token" } }

  before do
    address = client.auth_code.authorize_url(redirect_uri: provider.redirect_uri, state: "s")
    code = PlainBrowser.new.visit(address).params.fetch("code")
    token = client.auth_code.get_token(code, redirect_uri: provider.redirect_uri)
    place.store.write(OmniAuth::Litmus::TokenSource.pair(token).merge("expires_at" => 1))
  end

  after { provider.stop }

  def user(source) = source.get("/v2/users/current").parsed["user"]["id"]

  %i[postgresql sqlite].each do |database|
    describe "on #{database}" do
      let(:place) { TokenStores.place(database) }
      let(:model) { place.model }

      it "is kept when that is rolled back" do
        model.transaction do
          model.count
          expect(user(source)).to eq(1001)
          raise ActiveRecord::Rollback
        end
        expect(user(OmniAuth::Litmus::TokenSource.new(client, place.store))).to eq(1001)
        expect(refreshes).to eq(1)
      end

      it "is kept when that fails, and with it what the caller has written" do
        expect do
          model.transaction do
            user(source)
            model.create!(name: "of no avail")
            raise KeyError
          end
        end.to raise_error(KeyError)
        expect(user(OmniAuth::Litmus::TokenSource.new(client, place.store))).to eq(1001)
        expect([refreshes, model.where(name: "of no avail").count]).to eq([1, 0])
      end

      it "is not begun where its outcome could not be kept" do
        model.transaction do
          model.update_all(name: "locked")
          expect { user(source) }.to raise_error(OmniAuth::Litmus::StoreError, /outside of the transaction/)
        end
        expect(provider.events("/oauth/token").length).to eq(1)
        expect([user(source), refreshes]).to eq([1001, 1])
      end
    end
  end
end
