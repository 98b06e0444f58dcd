# frozen_string_literal: true

require "json"
require "yaml"

require_relative "../packaging/written_part"

# The attacks of spec/attacks.yml, and what became of them.
module Attacks
  FILE = "spec/attacks.yml"
  RESULTS = "tmp/attacks.json"

  module_function

  # @return [Array<Hash>]
  def all
    YAML.load_file(FILE)
  end

  # Runs every file once.
  #
  # @return [Array<Array(String, String, String)>] file, name and status of each example
  def run(attacks)
    files = attacks.flat_map { |attack| attack["examples"].keys }.uniq
    names = attacks.flat_map { |attack| attack["examples"].values }.flat_map { |name| ["--example", name] }
    FileUtils.rm_f(RESULTS)
    system("rspec", *files, *names, "--format", "json", "--out", RESULTS, %i[out err] => "tmp/attacks.log")
    outcomes_of(JSON.parse(File.read(RESULTS))["examples"])
  end

  # @param examples [Array<Hash>] as RSpec's JSON has them
  # @return [Array<Array(String, String, String)>] file, name and status of each
  def outcomes_of(examples)
    examples.map do |example|
      [example["file_path"].delete_prefix("./"), example["full_description"], example["status"]]
    end
  end

  # @return [Array<String>] the outcomes of its examples; none is no good outcome
  def outcomes(attack, examples)
    attack["examples"].flat_map do |file, name|
      found = examples.filter_map { |path, full, status| status if path == file && full.include?(name) }
      found.empty? ? ["no example"] : found
    end
  end

  # @return [String, nil] the figures; nil: not every attack was made, and held off
  def report(attacks, examples)
    rows = attacks.map { |attack| [attack["attack"], outcomes(attack, examples)] }
    rows.each { |attack, all| puts "#{attack.ljust(90)} #{held?(all) ? "held off" : all.tally.inspect}" }
    held = rows.count { |_, all| held?(all) }
    summary = "#{rows.length} attacks, #{rows.sum { |_, all| all.length }} examples: #{held} held off"
    puts summary
    summary if held == rows.length
  end

  def held?(outcomes)
    outcomes.uniq == ["passed"]
  end
end

desc "The attacks of THREAT_MODEL.md, each made: the table of what became of them"
task attacks: :compile do
  mkdir_p "tmp"
  attacks = Attacks.all
  summary = Attacks.report(attacks, Attacks.run(attacks)) || abort("see tmp/attacks.log")
  Packaging::WrittenPart.new("docs/figures.md", "rake attacks").write(summary)
end

namespace :attacks do
  desc "The same table, of the last `rake spec`"
  task :told do
    Attacks.report(Attacks.all, Attacks.outcomes_of(SpecRun.examples)) || abort("see tmp/specs")
  end
end
