# frozen_string_literal: true

require "json"

# What the examples of spec/faults say, as a table with a row for each fault and a column for each stage.
module FaultTable
  STAGES = %w[exchange profile refresh call].freeze
  MARKS = { "passed" => "held", "failed" => "RED", "pending" => "pending" }.freeze
  CELL = /\AA fault of Litmus (?<fault>.+), at (?<stage>\w+)\z/

  module_function

  # @param examples [Array<Hash>] as RSpec's JSON has them
  # @return [Hash{String => Hash{String => String}}] for each fault the marks of its stages
  def rows(examples)
    examples.each_with_object({}) do |example, rows|
      cell = example["full_description"].match(CELL) or next
      (rows[cell[:fault]] ||= {})[cell[:stage]] = MARKS.fetch(example["status"])
    end
  end

  def print(rows)
    width = rows.keys.map(&:length).max
    puts [" " * width, *STAGES].join("  ")
    rows.sort.each do |fault, marks|
      puts [fault.ljust(width), *STAGES.map { |stage| marks[stage].to_s.ljust(stage.length) }].join("  ")
    end
    puts summary(rows)
  end

  def summary(rows)
    counts = rows.values.flat_map(&:values).tally.map { |mark, count| "#{count} #{mark}" }
    "#{rows.length} faults, #{rows.values.sum(&:length)} cells: #{counts.join(", ")}"
  end
end

desc "Every stage of a login, a refresh and a call with every fault of the server: the table"
task faults: :compile do
  mkdir_p "tmp"
  rspec = "rspec spec/faults --format progress --format json --out tmp/faults.json"
  held = system("#{rspec} >tmp/faults.log 2>&1")
  FaultTable.print(FaultTable.rows(JSON.parse(File.read("tmp/faults.json")).fetch("examples")))
  abort "see tmp/faults.log" unless held
end
