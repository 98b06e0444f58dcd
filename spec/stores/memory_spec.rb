# frozen_string_literal: true

require "omniauth/litmus/rspec/store_examples"
require "omniauth/litmus/stores/memory"

RSpec.describe "OmniAuth::Litmus::Stores::Memory" do
  it_behaves_like "a token store" do
    let(:store) { OmniAuth::Litmus::Stores::Memory.new }
    let(:same_store) { store }
  end
end
