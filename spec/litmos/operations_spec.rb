# frozen_string_literal: true

require "omniauth/litmos"
require "omniauth/litmos/webhook"
require_relative "../docs/support/document"

# The guide's table of what integrators use, and that it is there.
RSpec.describe "What integrators use of Litmos" do
  operations = Document.new("docs/guides/litmos.md").rows("What integrators use").to_h.transform_values do |methods|
    methods.scan(/`([\w.:?]+)`/).flatten
  end
  # The guides are run block by block: spec/docs/guides_spec.rb.
  examples = %w[litmos litmos-by-example].flat_map { |name| Document.new("docs/guides/#{name}.md").blocks }
                                         .select { |block| block.language == "ruby" }.map(&:text).join

  let(:litmos) { OmniAuth::Litmos::Client.new }

  it "is in the guide" do
    expect(operations.length).to be >= 16
    expect(operations.values).to all(be_any)
  end

  operations.each do |operation, names|
    it "has methods for: #{operation}" do
      missing = names.reject do |name|
        next Object.const_defined?(name) if name.include?("::")

        *lists, method = name.split(".")
        lists.reduce(litmos) { |holder, list| holder.public_send(list) }.respond_to?(method)
      end
      expect(missing).to be_empty
    end

    it "has an example of: #{operation}" do
      expect(names.select { |name| examples.match?(/(?:\blitmos\.|(?=OmniAuth::))#{name}\b/) }).to be_any
    end
  end
end
