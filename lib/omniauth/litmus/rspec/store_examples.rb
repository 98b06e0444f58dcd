# frozen_string_literal: true

require "omniauth/litmus"

# What a store has to do for {OmniAuth::Litmus::TokenSource}, for stores of your own:
#
#     require "omniauth/litmus/rspec/store_examples"
#
#     RSpec.describe MyStore do
#       it_behaves_like "a token store" do
#         let(:store) { MyStore.new("a place that is empty at first") }
#         let(:same_store) { MyStore.new("the same place, but another object") }
#       end
#     end
#
# The examples use `store` and `same_store` in threads, and wait for short leases to expire.
RSpec.shared_examples "a token store" do
  let(:old_pair) { { "access_token" => "access-1", "refresh_token" => "refresh-1", "expires_at" => 1_900_000_000 } }
  let(:new_pair) { { "access_token" => "access-2", "refresh_token" => "refresh-2", "expires_at" => 1_900_007_200 } }

  # Runs the block in threads that start at the same time.
  def at_once(count)
    gate = Thread::Queue.new
    threads = Array.new(count) { |index| Thread.new { gate.pop && yield(index) } }
    count.times { gate << true }
    threads.map(&:value)
  end

  # Polls until the block returns true, for ten seconds at most.
  def eventually
    200.times { yield ? (return true) : sleep(0.05) }
    false
  end

  describe "key" do
    it "is the same text for all objects that mean the same pair" do
      expect(store.key).to be_a(String).and eq(same_store.key)
    end

    it "and inspect tell no token" do
      store.write(old_pair)
      [store.key, store.inspect].each { |text| expect(text).not_to match(/access-1|refresh-1/) }
    end
  end

  # Optional. Without it, tokens that could not be saved are found again only through the same store object.
  describe "place" do
    it "is the same for all objects that mean the same pair, and tells no token" do
      next unless store.respond_to?(:place)

      store.write(old_pair)
      expect(store.place).to eql(same_store.place)
      expect(store.place.hash).to eq(same_store.place.hash)
      expect(store.place.inspect).not_to match(/access-1|refresh-1/)
    end
  end

  describe "read and write" do
    it "begin with nothing" do
      expect(store.read).to be_nil
    end

    it "keep a pair, for every object" do
      store.write(old_pair)
      expect([store.read, same_store.read]).to all(include(old_pair))
    end

    it "keep the newest, whatever was there" do
      store.write(old_pair)
      same_store.write(new_pair)
      expect(store.read).to include(new_pair)
    end

    it "take members named by Symbols, and return Strings" do
      store.write(old_pair.transform_keys(&:to_sym))
      expect(store.read).to include(old_pair)
    end

    it "keep an access token alone" do
      store.write("access_token" => "access-1")
      expect(store.read.compact).to eq("access_token" => "access-1")
    end

    it "forget" do
      store.write(old_pair)
      same_store.write(nil)
      expect(store.read).to be_nil
    end

    it "keep texts as they are" do
      token = "ä\n\u{1F511}'\"\\ %s -- \#{x}#{"x" * 2000}"
      store.write("access_token" => token, "refresh_token" => token.reverse)
      expect(same_store.read).to include("access_token" => token, "refresh_token" => token.reverse)
    end
  end

  describe "replace" do
    before { store.write(old_pair) }

    it "writes where the old pair is still kept" do
      expect(same_store.replace(old_pair, new_pair)).to be(true)
      expect(store.read).to include(new_pair)
    end

    it "forgets where the old pair is still kept" do
      expect(store.replace(old_pair, nil)).to be(true)
      expect(same_store.read).to be_nil
    end

    %w[access_token refresh_token].each do |name|
      it "leaves a pair with another #{name} alone" do
        other = old_pair.merge(name => "another")
        store.write(other)
        expect([store.replace(old_pair, new_pair), store.replace(old_pair, nil)]).to eq([false, false])
        expect(store.read).to include(other)
      end

      it "tells no #{name} from another one" do
        without = old_pair.except(name)
        expect([store.replace(without, new_pair), store.replace({}, new_pair)]).to eq([false, false])
        expect(store.read).to include(old_pair)
      end
    end

    it "looks at the tokens only" do
      expect(store.replace(old_pair.merge("expires_at" => 1), new_pair)).to be(true)
    end

    it "does not bring back what was forgotten" do
      store.write(nil)
      expect([store.replace(old_pair, new_pair), store.replace(old_pair, nil)]).to eq([false, false])
      expect(store.read).to be_nil
    end

    it "replaces what it was given back" do
      expect(store.replace(store.read, new_pair)).to be(true)
      expect(store.replace(same_store.read, old_pair)).to be(true)
      expect(store.read).to include(old_pair)
    end

    it "is won by one of many" do
      won = at_once(8) do |index|
        (index.even? ? store : same_store).replace(old_pair, new_pair.merge("access_token" => "by-#{index}"))
      end
      expect(won.count(true)).to eq(1)
      expect(store.read["access_token"]).to eq("by-#{won.index(true)}")
    end
  end

  describe "the lease" do
    it "is had by one owner at a time, whichever object asks" do
      expect(store.acquire("one", 60)).to be(true)
      expect([same_store.acquire("two", 60), store.acquire("two", 60)]).to eq([false, false])
    end

    it "is taken by one of many" do
      taken = at_once(8) { |index| (index.even? ? store : same_store).acquire("owner-#{index}", 60) }
      expect(taken.count(true)).to eq(1)
    end

    it "is released by its owner" do
      store.acquire("one", 60)
      same_store.release("one")
      expect(same_store.acquire("two", 60)).to be(true)
    end

    it "is not released by others, and nothing happens where nobody has it" do
      store.release("nobody")
      store.acquire("one", 60)
      same_store.release("two")
      expect(same_store.acquire("two", 60)).to be(false)
    end

    it "runs out" do
      store.acquire("one", 0.1)
      expect(eventually { same_store.acquire("two", 60) }).to be(true)
      store.release("one")
      expect(store.acquire("one", 60)).to be(false)
    end

    it "is prolonged by its owner" do
      store.acquire("one", 0.1)
      expect(same_store.acquire("one", 60)).to be(true)
      sleep(1.2)
      expect(same_store.acquire("two", 60)).to be(false)
    end

    it "is none of the pair's business" do
      store.write(old_pair)
      store.acquire("one", 60)
      expect(same_store.replace(old_pair, new_pair)).to be(true)
      same_store.write(nil)
      expect([store.read, store.acquire("two", 60)]).to eq([nil, false])
    end
  end
end
