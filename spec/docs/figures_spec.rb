# frozen_string_literal: true

require "tmpdir"
require_relative "../../bench/support/summary"
require_relative "../../packaging/written_part"

# Figures that nobody writes by hand.
RSpec.describe "The figures in the documents" do
  part = ->(path, task) { Packaging::WrittenPart.new(path, task).text }
  # What is left of a document without the parts that tasks write.
  by_hand = ->(path) { File.read(path).gsub(/<!-- written by .+? -->.*?<!-- end -->/m, "WRITTEN") }

  it "of the benchmark are those of its results" do
    expect(part["docs/figures.md", "rake bench"]).to eq(Bench::Summary.table)
  end

  it "are each in a part that a task of this project writes" do
    tasks = File.read("docs/figures.md").scan(/<!-- written by rake ([\w:]+) -->/).flatten
    expect(tasks).to contain_exactly("bench", "rfc", "faults", "faults:mutations", "attacks", "leaks")
    [*tasks, "matrix"].each do |task|
      sources = Dir["{rakelib,packaging,bench/support}/*.r{b,ake}"].map { |file| File.read(file) }.join
      expect(sources).to include("\"rake #{task}\")")
    end
    expect(by_hand["docs/figures.md"]).not_to match(/\|[^|\n]*\d+ (?:rules|faults|attacks|paths|cells)/)
    expect(by_hand["docs/compatibility.md"]).not_to match(/^\| (?:ruby|rack|railties) \|/)
    expect(part["docs/compatibility.md", "rake matrix"]).to match(/^\| ruby \| \d/)
  end

  it "are replaced as a whole, and only where there is a place for them" do
    Dir.mktmpdir do |folder|
      stub_const("Packaging::WrittenPart::ROOT", folder)
      File.write("#{folder}/a.md", "<!-- written by rake a -->1<!-- end --> <!-- written by rake ab -->2<!-- end -->")
      Packaging::WrittenPart.new("a.md", "rake a").write("\\0 3")
      expect(File.read("#{folder}/a.md")).to include("a -->\\0 3<!--", "ab -->2<!--")
      expect { Packaging::WrittenPart.new("a.md", "rake b").write("4") }.to raise_error(/no part/)
    end
  end
end
