# frozen_string_literal: true

return unless GemsAtHand.all?("pg", "sqlite3")

require "omniauth/litmus/rspec/store_examples"
require "omniauth/litmus/stores/active_record"
require_relative "support/token_row"

RSpec.describe "OmniAuth::Litmus::Stores::ActiveRecord" do
  %i[postgresql sqlite].each do |database|
    describe "on #{database}" do
      include_context "with a row of tokens", database

      # What stands there as a connection sees it that is in no transaction of this thread.
      def seen_by_others
        Thread.new { model.connection_pool.with_connection { same_store.read } }.value
      end

      it_behaves_like "a token store"

      describe "with moments as numbers" do
        let(:options) { { encryption: secret, expires_at: :expires_in_seconds, lease_expires_at: :lease_until } }

        it_behaves_like "a token store"
      end

      describe "with the model's own way" do
        let(:options) { { encryption: false } }

        it_behaves_like "a token store"
      end

      describe "in a transactional test" do
        around { |example| TokenRows.transactional_test(model, &example) }

        it_behaves_like "a token store"

        it "uses the connection that all share, also in a transaction" do
          model.transaction do
            store.write(pair)
            expect([store.acquire("one", 60), store.replace(pair, new_pair)]).to eq([true, true])
            store.release("one")
          end
          expect(store.read).to include(new_pair)
        end
      end

      describe "a transaction of the caller" do
        before { store.write(pair) }

        it "that rolls back keeps the new pair" do
          model.transaction do
            model.count
            expect([store.acquire("one", 60), store.replace(store.read, new_pair)]).to eq([true, true])
            store.release("one")
            raise ActiveRecord::Rollback
          end
          expect(store.read).to include(new_pair)
          expect(store.acquire("two", 60)).to be(true)
        end

        it "does not hide what others write meanwhile" do
          model.transaction(isolation: (:repeatable_read if database == :postgresql)) do
            model.find(record.id)
            Thread.new { model.connection_pool.with_connection { same_store.write(new_pair) } }.join
            expect(store.read).to include(new_pair)
          end
        end

        it "that locked the row is refused before a token is asked for" do
          model.transaction do
            model.find(record.id).update!(name: "Zoë")
            expect { store.acquire("one", 60) }.to failing_with(:store_locked)
          end
          expect([store.acquire("one", 60), store.read]).to match([true, include(pair)])
        end

        it "that locked the row does not stop the other threads of the process meanwhile" do
          turns = 0
          other = Thread.new { loop { sleep(0.01) && turns += 1 } }
          model.transaction do
            model.find(record.id).update!(name: "Zoë")
            before = turns
            expect { store.acquire("one", 60) }.to failing_with(:store_locked)
            expect(turns - before).to be > 10
          end
        ensure
          other.kill
        end

        if database == :postgresql
          it "that others have overtaken is to be repeated; the row is there" do
            model.transaction(isolation: :repeatable_read) do
              model.find(record.id)
              Thread.new { model.connection_pool.with_connection { same_store.write(new_pair) } }.join
              expect { store.write(pair) }.to failing_with(:store_failed)
              raise ActiveRecord::Rollback
            end
            expect(store.read).to include(new_pair)
          end
        end

        it "that made the row writes and reads in it" do
          model.transaction do
            young = store_of(model.create!)
            young.write(pair)
            expect(young.read).to include(pair)
            expect { young.acquire("one", 60) }.to failing_with(database == :sqlite ? :store_locked : :no_row)
          end
        end

        it "holds what a login writes" do
          model.transaction do
            store.write(new_pair)
            expect(seen_by_others).to include(pair)
          end
          expect(seen_by_others).to include(new_pair)
        end
      end

      it "keeps other members where they have a column" do
        scoped = store_of(record, members: { scope: :scope })
        scoped.write(pair.merge("scope" => "full", "created_at" => 1))
        expect(scoped.read).to eq(pair.merge("scope" => "full"))
        expect(store.read).to eq(pair)
      end

      it "leaves the record, its lock_version and its timestamps alone" do
        before = record.reload.attributes
        store.write(pair)
        store.acquire("one", 60)
        store.replace(pair, new_pair)
        expect(record.attributes).to eq(before)
        kept = %w[id name lock_version updated_at]
        expect(record.reload.attributes.slice(*kept)).to eq(before.slice(*kept))
        expect { record.update!(name: "Zoë") }.not_to raise_error
      end

      it "is not served by the query cache" do
        model.cache do
          store.write(pair)
          store.read
          Thread.new { model.connection_pool.with_connection { same_store.write(new_pair) } }.join
          expect(store.read).to include(new_pair)
        end
      end

      it "goes to the database that is written to" do
        store
        ActiveRecord::Base.connected_to(role: :reading) do
          store.write(pair)
          expect([store.acquire("one", 60), store.replace(pair, new_pair)]).to eq([true, true])
          expect(store.read).to include(new_pair)
        end
      end

      it "leaves no token in Active Record's log" do
        lines = StringIO.new
        logger = ActiveRecord::Base.logger
        ActiveRecord::Base.logger = Logger.new(lines)
        open = store_of(record, encryption: false)
        open.write(pair)
        open.replace(open.read, new_pair)
        expect(lines.string).to include("UPDATE", "SELECT")
        expect(lines.string).not_to match(/(access|refresh)-[12]/)
      ensure
        ActiveRecord::Base.logger = logger
      end

      it "says that a row is gone" do
        record.delete
        expect(store.read).to be_nil
        expect(store.replace(pair, new_pair)).to be(false)
        expect { store.write(pair) }.to failing_with(:no_row)
        expect { store.acquire("one", 60) }.to failing_with(:no_row)
      end

      it "says what is wrong with its settings, when it is used" do
        expect { store_of(model.new).key }.to failing_with(:record_not_saved)
        expect { store_of(record, expires_at: :name).write(pair) }.to failing_with(:store_columns)
        expect { store_of(record, lease_expires_at: :nowhere).acquire("one", 60) }.to failing_with(:store_columns)
        expect { store_of(record, access_token: :nowhere).read }.to failing_with(:store_failed)
        expect { store_of(record, encryption: "short").write(pair) }.to failing_with(:encryption_secret)
        expect { store_of(record, encryption: nil).write(pair) }.to failing_with(:encryption_secret)
      end

      it "is not dumped, and shows no secret" do
        expect { Marshal.dump(store) }.to raise_error(TypeError)
        expect(store.inspect + store.to_json).not_to include(secret)
      end
    end
  end
end
