# frozen_string_literal: true

require_relative "../../packaging/newcomer_table"
require_relative "../docs/support/document"

RSpec.describe Packaging::NewcomerTable do
  def entry(path, kind, seconds, sections: path.sections)
    JSON.generate(document: path.guide, part: path.part, kind:, sections:, what: "x", seconds:)
  end

  let(:paths) { described_class::PATHS }
  let(:diary) { paths.map { |path| entry(path, "command", 3) } }

  it "knows sections that the guides have, and print something in" do
    paths.each do |path|
      blocks = Document.new(path.guide).blocks.select { |block| block.part == path.part && block.excuse.nil? }
      expect(blocks.map(&:section)).to include(*path.sections)
      expect(Document.new("docs/newcomers.md")).not_to be_dead(path.link[/\((.+)\)/, 1])
    end
  end

  it "adds up what a path takes, the console as one command and each thing copied as 15 seconds" do
    rack = paths.find { |path| path.name == "Rack" }
    more = [entry(rack, "file", 0), entry(rack, "console", 1), entry(rack, "browser", 5, sections: []),
            entry(rack, "command", 50, sections: ["Details"]), entry(rack, "seed", 60, sections: [])]
    row = described_class.new(diary + more).rows.find { |one| one.name == "Rack" }
    expect(row.to_h).to include(files: 1, commands: 2, machine: 9)
    expect(row.to_s).to end_with("| 1 | 2 | 9 | 0.9 |")
  end

  it "names paths of more than ten commands or five minutes, and those that nobody went" do
    rails, hand = paths
    long = ([entry(rails, "command", 0)] * 10) + [entry(hand, "file", 300)]
    expect(described_class.new(diary + long).too_long.map(&:name)).to eq(["Rails", "Rails, by hand"])
    expect { described_class.new(diary.drop(1)).rows }.to raise_error("nobody went this way: Rails")
  end

  it "says with how many seeds tests were run" do
    tests = paths.find { |path| path.name == "tests with RSpec" }
    lines = described_class.new(diary + ([entry(tests, "seed", 1, sections: [])] * 20)).lines
    expect(lines.last).to match(%r{`x` of \[testing.md\]\(guides/testing.md\), .*: 20 seeds, all green})
  end
end
