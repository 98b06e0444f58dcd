# frozen_string_literal: true

require "omniauth/litmus/rspec/store_examples"
require "omniauth/litmus/stores/memory"

RSpec.describe "OmniAuth::Litmus::Stores::Memory" do
  it_behaves_like "a token store" do
    let(:store) { OmniAuth::Litmus::Stores::Memory.new }
    let(:same_store) { store }
  end

  it "keeps what it was given, whatever becomes of the Strings" do
    tokens = { "access_token" => +"a", "expires_at" => 7 }
    store = OmniAuth::Litmus::Stores::Memory.new(tokens)
    tokens["access_token"] << "!"
    store.read["access_token"] << "!"
    expect(store.read).to eq("access_token" => "a", "expires_at" => 7)
  end
end
