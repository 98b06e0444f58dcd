# frozen_string_literal: true

require "json"
require "rbconfig"
require "yaml"

# All spec files, in as many processes of RSpec as one likes, and what they said.
#
# Which process has which file depends on spec/seconds.yml and nothing else: with its seed, a run can be had again.
module SpecRun
  RESULTS = "tmp/specs"
  # How many seconds a file takes, where they are more than {FEW}; `rake spec:seconds` writes it.
  SECONDS = "spec/seconds.yml"
  FEW = 3

  module_function

  # @param jobs [Integer]
  # @param seed [Integer]
  # @return [Boolean] whether all succeeded
  def call(jobs, seed)
    FileUtils.rm_rf(RESULTS)
    FileUtils.mkdir_p(RESULTS)
    runs = parts(jobs).each.with_index(1).map { |files, number| start(number, files, seed, alone: jobs == 1) }
    held = runs.map { |run| finish(*run) }
    puts summary
    held.all?
  end

  # The longest first, each to whoever has the least.
  #
  # @return [Array<Array<String>>]
  def parts(jobs)
    seconds = Hash.new(1).merge(YAML.load_file(SECONDS))
    parts = Array.new(jobs) { [] }
    Dir["spec/**/*_spec.rb"].sort_by { |file| [-seconds[file], file] }
                            .each { |file| parts.min_by { |part| part.sum { |one| seconds[one] } } << file }
    parts
  end

  # What it says waits in a file, unless it is alone: two at once could not be read.
  #
  # @return [Array(String, Integer)] where that file is, and its process
  def start(number, files, seed, alone:)
    puts "rspec #{number}: #{files.length} files"
    place = "#{RESULTS}/#{number}"
    options = %W[--seed #{seed} --format progress --profile 10 --format json --out #{place}.json]
    output = alone ? {} : { %i[out err] => "#{place}.log" }
    [place, spawn(RbConfig.ruby, "-S", "rspec", *options, *files, output)]
  end

  # @return [Boolean] whether it succeeded
  def finish(place, process)
    held = Process.wait2(process).last.success?
    puts File.read("#{place}.log") if File.exist?("#{place}.log")
    held
  end

  # @return [Array<Hash>] of the last run, as RSpec's JSON has them
  def examples
    Dir["#{RESULTS}/*.json"].flat_map { |file| JSON.parse(File.read(file)).fetch("examples") }
  end

  # @return [String] as RSpec's own
  def summary
    counts = Hash.new(0).merge(examples.map { |example| example["status"] }.tally)
    failures = "#{counts["failed"]} failure#{"s" unless counts["failed"] == 1}"
    "#{counts.values.sum} examples, #{failures}, #{counts["pending"]} pending"
  end

  # @return [Hash{String => Integer}] of the last run
  def seconds
    files = examples.group_by { |example| example["file_path"].delete_prefix("./") }
    files.transform_values { |all| all.sum { |example| example["run_time"] }.round }
         .select { |_, seconds| seconds > FEW }.sort.to_h
  end
end

# `rspec` runs them in one process.
desc "Run all specs: JOBS=2 SEED=4711"
task spec: %i[compile probe] do
  jobs = Integer(ENV.fetch("JOBS", 1))
  SpecRun.call(jobs, Integer(ENV.fetch("SEED") { rand(0xffff) })) || abort("Some specs have failed: see above")
end

namespace :spec do
  # After a run that had the machine to itself.
  desc "Write spec/seconds.yml, which says how `rake spec` shares the files out"
  task :seconds do
    File.write(SpecRun::SECONDS, SpecRun.seconds.to_yaml)
  end
end
