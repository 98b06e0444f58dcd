# frozen_string_literal: true

return unless GemsAtHand.all?("pg", "sqlite3")

require_relative "../support/token_row"

RSpec.describe "OmniAuth::Litmus::Stores::ActiveRecord" do
  %i[postgresql sqlite].each do |database|
    describe "on #{database}" do
      include_context "with a row of tokens", database

      # `encrypting` is the model of each group.
      let(:options) { { encryption: false } }
      let(:store) { store_of(encrypting.find(record.id)) }
      let(:same_store) { store_of(encrypting.find(record.id)) }

      describe "a model that encrypts by itself" do
        let(:backwards) do
          Class.new(ActiveModel::Type::Value) do
            def serialize(value) = value && "#{rand(1000)}:#{value.reverse}"
            def deserialize(value) = value.nil? ? nil : /\A\d+:(.*)\z/m.match(value)[1].reverse
          end
        end
        let(:encrypting) do
          type = backwards.new
          Class.new(model) do
            self.inheritance_column = nil
            %i[access_token refresh_token].each { |name| attribute(name, type) }
          end
        end

        it_behaves_like "a token store"

        it "finds its own" do
          store.write(pair)
          expect(raw(record)["access_token"]).to match(/\A\d+:1-ssecca\z/)
          expect(encrypting.find(record.id)).to have_attributes(access_token: "access-1", refresh_token: "refresh-1")
          record.update_columns(access_token: "not so", refresh_token: nil)
          expect { store.read }.to failing_with(:not_decrypted)
        end
      end

      describe "a model that encrypts by `encrypts`", needs: "activerecord >= 7" do
        before do
          keys = { primary_key: secret, deterministic_key: secret, key_derivation_salt: other_secret }
          ActiveRecord::Encryption.configure(**keys, hash_digest_class: OpenSSL::Digest::SHA256)
        end

        let(:encrypting) do
          Class.new(model) do
            self.inheritance_column = nil
            encrypts :access_token
            encrypts :refresh_token, deterministic: true
          end
        end

        it_behaves_like "a token store"

        it "finds its own" do
          store.write(pair)
          expect(raw(record).to_s).not_to match(/access-1|refresh-1/)
          expect(encrypting.find(record.id)).to have_attributes(access_token: "access-1", refresh_token: "refresh-1")
          record.update_columns(access_token: "not so")
          expect { store.read }.to failing_with(:not_decrypted)
        end
      end
    end
  end
end
