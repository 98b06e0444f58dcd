# frozen_string_literal: true

require_relative "support/document"

RSpec.describe "What people read" do
  Document.all.each do |document|
    it "has no dead link in #{document.path}" do
      expect(document.links.select { |link| document.dead?(link) }).to be_empty
    end
  end

  it "is reached from the README: every guide is in its table" do
    guides = Dir["docs/guides/*.md", base: Document::ROOT]
    expect(Document.new("README.md").links).to include(*guides)
  end
end
