# frozen_string_literal: true

require "omniauth/litmus/rspec/store_examples"
require "omniauth/litmus/stores/active_record"
require_relative "../../support/token_rows"

# A row in one of the two databases, and a store over it.
#
# A group may change `options` (of the store).
RSpec.shared_context "with a row of tokens" do |database|
  let(:secret) { "a secret of the specs, which is long enough" }
  let(:other_secret) { "another secret of the specs, as long as that" }
  let(:model) { TokenRows.model(database) }
  let(:record) { model.create!(name: "Maya") }
  let(:options) { { encryption: secret } }
  let(:store) { store_of(record) }
  let(:same_store) { store_of(model.find(record.id)) }
  let(:pair) { { "access_token" => "access-1", "refresh_token" => "refresh-1", "expires_at" => 1_900_000_000 } }
  let(:new_pair) { { "access_token" => "access-2", "refresh_token" => "refresh-2", "expires_at" => 1_900_007_200 } }

  def store_of(record, **more)
    OmniAuth::Litmus::Stores::ActiveRecord.new(record, **options, **more)
  end

  # What stands in the row.
  def raw(record)
    model.connection.select_one("SELECT * FROM litmus_accounts WHERE id = #{record.id}")
  end

  def failing_with(code)
    raise_error(OmniAuth::Litmus::Error) do |error|
      expect(error.code).to eq(code)
      expect(error.message).not_to match(/(access|refresh)-\d/)
    end
  end
end
