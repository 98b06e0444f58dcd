# frozen_string_literal: true

return unless GemsAtHand.all?("pg", "sqlite3")

require_relative "support/token_row"

RSpec.describe "OmniAuth::Litmus::Stores::Encryption" do
  %i[postgresql sqlite].each do |database|
    describe "on #{database}" do
      include_context "with a row of tokens", database

      describe "what stands in the row" do
        it "shows no token" do
          store.write(pair)
          expect(raw(record).to_s).not_to match(/access-1|refresh-1/)
          expect(raw(record).values_at("access_token", "refresh_token")).to all(be_a(String))
        end

        it "is nothing when the pair is forgotten" do
          store.write(pair)
          store.write(nil)
          expect(raw(record).values_at("access_token", "refresh_token", "expires_at")).to eq([nil, nil, nil])
        end

        it "is encrypted differently each time" do
          two = Array.new(2) { store.write(pair).then { raw(record).values_at("access_token", "refresh_token") } }
          expect(two.flatten.uniq.length).to eq(4)
        end

        it "is of no use in another row, and in another column" do
          other = model.create!
          store.write(pair)
          record.reload
          other.update_columns(access_token: record.access_token, refresh_token: record.refresh_token)
          expect { store_of(other).read }.to failing_with(:not_decrypted)
          record.update_columns(access_token: record.refresh_token)
          expect { store.read }.to failing_with(:not_decrypted)
        end

        it "needs its secret" do
          store.write(pair)
          stranger = store_of(record, encryption: other_secret)
          expect { stranger.read }.to failing_with(:not_decrypted)
          expect { stranger.replace(pair, new_pair) }.to failing_with(:not_decrypted)
          expect(store.read).to include(pair)
        end
      end

      describe "after a change of secrets" do
        let(:changed) { store_of(record, encryption: [other_secret, secret]) }

        before { store.write(pair) }

        it "is read, and encrypted again" do
          expect(changed.read).to include(pair)
          expect(store_of(record, encryption: other_secret).read).to include(pair)
        end

        it "is encrypted again only once" do
          changed.read
          written = raw(record)
          changed.read
          expect(raw(record)).to eq(written)
        end

        it "is replaced, also where it is encrypted again in between" do
          allow(changed).to receive(:fetch).and_wrap_original do |fetch|
            fetch.call.tap { store_of(record, encryption: [other_secret, secret]).read }
          end
          expect(changed.replace(pair, new_pair)).to be(true)
          expect(changed.read).to include(new_pair)
        end
      end

      describe "plain text of earlier days" do
        let(:accepting) do
          store_of(record, encryption: OmniAuth::Litmus::Stores::Encryption.new(secret, accept_plain_text: true))
        end

        before { record.update_columns(access_token: "access-1", refresh_token: "refresh-1") }

        it "is refused" do
          expect { store.read }.to failing_with(:not_decrypted)
        end

        it "is accepted on demand, and encrypted" do
          expect(accepting.read).to include(pair.except("expires_at"))
          expect(raw(record).to_s).not_to match(/access-1|refresh-1/)
          expect(store.read).to include(pair.except("expires_at"))
        end

        it "is not what another secret has made" do
          store_of(record, encryption: other_secret).write(pair)
          expect { accepting.read }.to failing_with(:not_decrypted)
        end
      end
    end
  end
end
