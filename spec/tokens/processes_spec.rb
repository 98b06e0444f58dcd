# frozen_string_literal: true

return unless GemsAtHand.all?("pg", "sqlite3")

require "digest"
require "omniauth/litmus/token_source"
require_relative "../support/doorkeeper_provider"
require_relative "../support/forked_process"
require_relative "../support/plain_browser"
require_relative "../support/token_stores"

# Every round begins with an expired token and ends when each thread of each process has got a valid one: what is
# counted does not depend on when things happen.
RSpec.describe "A token that expires under many processes" do
  processes = 8
  threads = 8
  expiries = 100

  around { |example| DoorkeeperProvider.run(rotation: :immediate) { |provider| (@provider = provider) && example.run } }

  let(:provider) { @provider }
  let(:client) { OmniAuth::Litmus::Client.new(provider.client_id, provider.client_secret, site: provider.base_url) }
  let(:store) { place.store }
  let(:children) { [] }

  after { children.each(&:stop) }

  def sign_in
    address = client.auth_code.authorize_url(redirect_uri: provider.redirect_uri, state: "s")
    code = PlainBrowser.new.visit(address).params.fetch("code")
    OmniAuth::Litmus::TokenSource.pair(client.auth_code.get_token(code, redirect_uri: provider.redirect_uri))
  end

  # As an app has it: a source for each piece of work. One in each round calls the API, the others want the token.
  def work(calls)
    source = OmniAuth::Litmus::TokenSource.new(client, place.store)
    source.get("/v2/users/current") if calls
    Digest::SHA256.hexdigest(source.token.token)
  rescue StandardError => e
    "#{e.class} #{e.message}"
  end

  def child(threads)
    ForkedProcess.new do |hear, tell|
      gates, done = start(threads)
      while (line = hear.call)
        gates.each_with_index { |gate, thread| gate << (thread.zero? ? line : "want") }
        tell.call(Array.new(threads) { done.pop }.uniq)
      end
    end
  end

  # @return [Array] a queue of orders for each thread, and one of what all of them have got
  def start(threads)
    done = Thread::Queue.new
    gates = Array.new(threads) { Thread::Queue.new }
    gates.each { |gate| Thread.new { loop { done << work(gate.pop == "call") } } }
    [gates, done]
  end

  def expire
    store.write(store.read.merge("expires_at" => Time.now.to_i))
  end

  def refreshes
    provider.log.scan('Started POST "/oauth/token"').length
  end

  %i[postgresql sqlite redis].each do |kind|
    describe "over #{kind}" do
      let(:place) { TokenStores.place(kind) }

      it "is refreshed once each time, and nobody's call fails" do
        store.write(sign_in)
        before = refreshes
        TokenStores.before_fork
        processes.times { children << child(threads) }

        seen = Array.new(expiries) do |round|
          expire
          children.each_with_index { |child, index| child.tell(index == round % processes ? "call" : "want") }
          children.flat_map(&:hear).uniq
        end

        expect(seen.flatten).to all(match(/\A\h{64}\z/))
        expect([seen.map(&:length).uniq, seen.uniq.length]).to eq([[1], expiries])
        expect(refreshes - before).to eq(expiries)
        expect(Digest::SHA256.hexdigest(store.read["access_token"])).to eq(seen.last.first)
        expect(OmniAuth::Litmus::TokenSource.new(client, store).refresh!.get("/v2/users/current").status).to eq(200)
      end
    end
  end
end
