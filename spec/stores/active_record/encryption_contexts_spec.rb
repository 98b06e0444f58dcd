# frozen_string_literal: true

return unless GemsAtHand.all?("pg", "sqlite3")

require "omniauth/litmus/stores/active_record"
require_relative "../../support/token_rows"

# What is encrypted opens where it was put and nowhere else; and goes on opening where the app has renamed the place.
RSpec.describe "A sealed token" do
  secret = "a secret of the specs, which is long enough"
  other_secret = "another secret of the specs, as long as that"
  live = { access_token: :name, refresh_token: :scope }.freeze
  pair = { "access_token" => "access-1", "refresh_token" => "refresh-1" }.freeze

  let(:model) { TokenRows.model(:sqlite) }
  let(:record) { model.create! }
  let(:renamed) do
    model.connection.create_table(:renamed_accounts, force: true) do |table|
      TokenRows::COLUMNS.call(table)
      table.text :litmus_token
    end
    Class.new(model) { self.table_name = "renamed_accounts" }
  end
  # As version 0.1 has sealed it: for the row's id.
  let(:early) do
    encryption = OmniAuth::Litmus::Stores::Encryption.new(secret)
    pair.to_h { |role, token| [role, encryption.seal(token, "#{role} of #{record.id}")] }
  end

  def store(record, encryption: "a secret of the specs, which is long enough", **more)
    OmniAuth::Litmus::Stores::ActiveRecord.new(record, encryption:, **more)
  end

  def raw(record) = model.connection.select_one("SELECT * FROM #{record.class.table_name} WHERE id = #{record.id}")

  def refused = raise_error(OmniAuth::Litmus::StoreError) { |error| expect(error.code).to eq(:not_decrypted) }

  it "is refused in another table, column or row" do
    store(record, **live).write("access_token" => "live", "refresh_token" => "live")
    store(record).write(pair)
    texts = raw(record)
    twin = renamed.create!(id: record.id, **texts.slice("access_token", "refresh_token"))
    expect { store(twin).read }.to refused
    [[record, texts["name"]], [record, texts["refresh_token"]], [model.create!, texts["access_token"]]]
      .each do |row, text|
        row.update_columns(access_token: text)
        expect { store(row).read }.to refused
      end
  end

  it "of an early version is read, and bound to its place by that" do
    record.update_columns(early)
    expect { store(record, sealed_for: []).read }.to refused
    expect(store(record).read).to eq(pair)
    expect(store(record, sealed_for: []).read).to eq(pair)
  end

  it "of an early version is of no use in another row" do
    other = model.create!(early)
    expect { store(other).read }.to refused
  end

  describe "after its table and column were renamed" do
    let(:moved) do
      store(record).write(pair)
      texts = raw(record)
      renamed.create!(id: record.id, litmus_token: texts["access_token"], refresh_token: texts["refresh_token"])
    end
    let(:names) { { table: :litmus_accounts, access_token: "access_token" } }

    it "is read by its former names, and sealed for the new ones by that" do
      expect { store(moved, access_token: :litmus_token).read }.to refused
      expect(store(moved, access_token: :litmus_token, sealed_for: [:row, names]).read).to eq(pair)
      expect(store(moved, access_token: :litmus_token).read).to eq(pair)
    end

    # As where some rows were written before the app had named the former names, or other processes still run.
    it "is read beside one that has the new names already" do
      store(moved, access_token: :litmus_token, sealed_for: names).read
      moved.update_columns(refresh_token: raw(record)["refresh_token"])
      expect(store(moved, access_token: :litmus_token, sealed_for: names).read).to eq(pair)
    end

    it "is read with a new secret as well, in one step" do
      secrets = [other_secret, secret]
      expect(store(moved, access_token: :litmus_token, encryption: secrets, sealed_for: names).read).to eq(pair)
      expect(store(moved, access_token: :litmus_token, encryption: other_secret, sealed_for: []).read).to eq(pair)
    end

    it "is replaced" do
      source = store(moved, access_token: :litmus_token, sealed_for: names)
      expect(source.replace(pair, "access_token" => "access-2")).to be(true)
      expect(store(moved, access_token: :litmus_token).read).to eq("access_token" => "access-2")
    end
  end

  it "has no place by a name that there is not" do
    [:table, { tabel: "x" }, ["x"]].each do |wrong|
      expect { store(record, sealed_for: wrong) }.to raise_error(ArgumentError, /sealed_for/)
    end
  end
end
