# frozen_string_literal: true

require "omniauth/litmos"

# A strategy inherits the constants of the modules that it includes, and a subclass finds them before the app's own.
RSpec.describe "The constants of a strategy" do
  it "leave an app's own names to it" do
    names = %w[Account Batch Call Callback Client Failure Login Profile Session Settings Slots Token User]
    names.each { |name| stub_const(name, Class.new) }
    found = [OmniAuth::Strategies::Litmus, OmniAuth::Strategies::Litmos, OmniAuth::Litmus::Client].flat_map do |parent|
      subclass = Class.new(parent)
      names.reject { |name| subclass.const_get(name).equal?(Object.const_get(name)) }
    end
    expect(found).to be_empty
  end
end
