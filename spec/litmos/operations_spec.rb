# frozen_string_literal: true

require "omniauth/litmos"
require_relative "../docs/support/document"

# The guide's table of what integrators use, and that it is there.
RSpec.describe "What integrators use of Litmos" do
  operations = Document.new("docs/guides/litmos.md").rows("What integrators use").to_h.transform_values do |methods|
    methods.scan(/`([\w.?]+)`/).flatten
  end
  examples = Document.new("docs/guides/litmos-by-example.md").blocks.map(&:text).join

  let(:litmos) { OmniAuth::Litmos::Client.new }

  it "is in the guide" do
    expect(operations.length).to be >= 16
    expect(operations.values).to all(be_any)
  end

  operations.each do |operation, names|
    it "has methods for: #{operation}" do
      missing = names.reject do |name|
        *lists, method = name.split(".")
        lists.reduce(litmos) { |holder, list| holder.public_send(list) }.respond_to?(method)
      end
      expect(missing).to be_empty
    end

    it "has an example that is run of: #{operation}" do
      expect(names.select { |name| examples.include?("litmos.#{name}") }).to be_any
    end
  end
end
