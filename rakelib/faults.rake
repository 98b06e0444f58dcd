# frozen_string_literal: true

require "json"
require "rbconfig"
require "yaml"

require_relative "../packaging/snapshot"
require_relative "../packaging/written_part"

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
  rows = FaultTable.rows(JSON.parse(File.read("tmp/faults.json")).fetch("examples"))
  FaultTable.print(rows)
  abort "see tmp/faults.log" unless held
  Packaging::WrittenPart.new("docs/figures.md", "rake faults").write(FaultTable.summary(rows))
end

# A copy of the sources in which each defence can be taken away; see spec/faults/mutations.yml.
module MutatedCopy
  PLACE = "tmp/mutations"
  # Seconds. An example that hangs, because nothing ends it any more, has noticed too.
  PATIENCE = 90
  QUESTION = <<~RUST

    /// Whether this defence is taken away.
    #[must_use]
    pub fn mutated(name: &str) -> bool {
        std::env::var("MUTATION").is_ok_and(|mutation| mutation == name)
    }
  RUST

  module_function

  # @param mutations [Hash{String => Hash}]
  def make(mutations)
    Packaging::Snapshot.into(PLACE)
    mutations.each { |name, mutation| apply(name, mutation) }
    File.write("#{PLACE}/ext/omniauth_litmus_rs/core/src/lib.rs", QUESTION, mode: "a")
  end

  def apply(name, mutation)
    path = File.join(PLACE, mutation["file"])
    source = File.read(path)
    abort "#{name}: #{mutation["file"]} has changed" unless source.scan(mutation["from"]).length == 1
    core = path.include?("/core/") ? "crate" : "omniauth_litmus_core"
    asked = path.end_with?(".rs") ? "#{core}::mutated(\"#{name}\")" : "(ENV[\"MUTATION\"] == \"#{name}\")"
    File.write(path, source.sub(mutation["from"]) { mutation["to"].gsub("ASKED", asked) })
  end

  # @param examples [Hash{String => String}]
  # @param name [String, nil] of the defence that is taken away
  # @return [Array<Array(Integer, Integer)>] of each file examples and failures; a run that was ended counts as one of
  #   each
  def run(examples, name)
    result = "#{PLACE}/tmp/it.json"
    examples.map do |file, example|
      FileUtils.rm_f(result)
      rspec = ["rspec", file, "--example", example, "--format", "json", "--out", "tmp/it.json"]
      system({ "MUTATION" => name }, *%W[timeout -s KILL #{PATIENCE}], *rspec, chdir: PLACE, %i[out err] => "/dev/null")
      File.size?(result) ? JSON.parse(File.read(result))["summary"].values_at("example_count", "failure_count") : [1, 1]
    end
  end

  # @return [Boolean] whether the examples notice
  def held?(name, mutation)
    counts, before = run(mutation["examples"], nil).transpose
    after = run(mutation["examples"], name).sum(&:last)
    puts "#{name.ljust(18)} #{counts.sum} examples, #{before.sum} red with the defence, #{after} without"
    counts.all?(&:positive?) && before.sum.zero? && after.positive?
  end
end

namespace :faults do
  # Not a part of the default task: it compiles a copy, and takes minutes.
  desc "Take one defence away at a time, and see its examples fail"
  task :mutations do
    mutations = YAML.load_file("spec/faults/mutations.yml")
    MutatedCopy.make(mutations)
    sh({ "CARGO_TARGET_DIR" => File.expand_path("target/mutations") },
       "cargo", "build", "--release", "--locked", chdir: MutatedCopy::PLACE)
    library = File.join(MutatedCopy::PLACE, "lib/omniauth/litmus", RUBY_VERSION[/\A\d+\.\d+/])
    mkdir_p library
    cp "target/mutations/release/libomniauth_litmus_rs.#{RbConfig::CONFIG["SOEXT"]}",
       "#{library}/omniauth_litmus_rs.#{RbConfig::CONFIG["DLEXT"]}"
    missed = mutations.reject { |name, mutation| MutatedCopy.held?(name, mutation) }
    abort "not noticed: #{missed.keys.join(", ")}" if missed.any?
    puts "#{mutations.length} defences, each held by its examples"
    Packaging::WrittenPart.new("docs/figures.md", "rake faults:mutations").write("#{mutations.length} defences")
  end
end
