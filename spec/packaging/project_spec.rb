# frozen_string_literal: true

require "uri"
require_relative "../../packaging/project"

# The addresses that rubygems.org shows.
RSpec.describe "The project's addresses" do
  let(:specification) { Gem::Specification.load(File.expand_path("../../omniauth-litmus-rs.gemspec", __dir__)) }

  it "are all in the gem" do
    expect(specification.homepage).to eq(Project::HOME)
    expect(specification.metadata).to include(Project::ADDRESSES)
    expect(Project::ADDRESSES.keys)
      .to contain_exactly("homepage_uri", "source_code_uri", "changelog_uri", "documentation_uri", "bug_tracker_uri")
  end

  it "are what RubyGems takes: https, and each another one" do
    addresses = Project::ADDRESSES.values
    expect(addresses.uniq).to eq(addresses)
    expect(addresses.map { |address| URI.parse(address) }).to all(be_a(URI::HTTPS))
  end
end
