# frozen_string_literal: true

require "json"

require_relative "../packaging/written_part"

# What the examples of spec/rfc that state a rule say, as a table.
module RuleTable
  NAME = /\A(?<source>RFC \d+|Litmus's guide) (?<rule>.+)\z/
  MARKS = { "passed" => "held", "failed" => "BROKEN", "pending" => "not here" }.freeze

  module_function

  # @param examples [Array<Hash>] as RSpec's JSON has them
  # @return [Array<Array(String, String, String)>] source, rule, mark
  def rows(examples)
    examples.filter_map do |example|
      name = example["full_description"].match(NAME)
      [name[:source], name[:rule], MARKS.fetch(example["status"])] if name
    end
  end

  def print(rows)
    width = rows.map { |_, rule, _| rule.length }.max
    rows.group_by(&:first).sort.each do |source, rules|
      puts source
      rules.each { |_, rule, mark| puts "  #{rule.ljust(width)}  #{mark}" }
    end
    puts summary(rows)
  end

  def summary(rows)
    "#{rows.length} rules: #{rows.map(&:last).tally.map { |mark, count| "#{count} #{mark}" }.join(", ")}"
  end
end

desc "The rules of the RFCs and of Litmus's guide that bind a client, and whether they hold: the table"
task rfc: :compile do
  mkdir_p "tmp"
  held = system("rspec spec/rfc --order defined --format progress --format json --out tmp/rfc.json >tmp/rfc.log 2>&1")
  rows = RuleTable.rows(JSON.parse(File.read("tmp/rfc.json")).fetch("examples"))
  RuleTable.print(rows)
  abort "see tmp/rfc.log" unless held
  abort "no rule was looked at: see tmp/rfc.log" if rows.empty?
  Packaging::WrittenPart.new("docs/figures.md", "rake rfc").write(RuleTable.summary(rows))
end
