# frozen_string_literal: true

# Runs the fuzz targets of the core's parsers, each for a while, from the seeds that are committed and from what earlier
# runs have found (tmp/fuzz). `cargo fuzz` runs them as well; here they are built with the flags that it would give, so
# that nothing has to be installed but a C++ compiler, for libFuzzer.
#
#     rake fuzz                    each target for a minute
#     rake fuzz SECONDS=600        each for ten
#     rake fuzz TARGET=challenge   one of them
#     rake fuzz JOBS=4             four at a time
module Fuzz
  TARGETS = FileList["fuzz/fuzz_targets/*.rs"].pathmap("%n")
  # They tell libFuzzer which way an input took, and what it was compared with. The toolchain of everything else will
  # do: the core has no unsafe code that a sanitizer could watch.
  FLAGS = %w[
    --cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares
  ].freeze
  # How libFuzzer sums up: executions, edges and features covered, inputs kept.
  SUMMARY = /^#(\d+)\s+DONE\s+cov: (\d+) ft: (\d+) corp: (\d+)/

  module_function

  # @return [String] the folder of the built targets; naming the platform keeps build scripts and macros uninstrumented
  def build
    platform = `rustc -vV`[/^host: (\S+)/, 1]
    system({ "RUSTFLAGS" => FLAGS.join(" ") }, "cargo", "build", "--release", "--locked", "--bins",
           "--target", platform, "--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target/fuzz", exception: true)
    "target/fuzz/#{platform}/release"
  end

  # @return [Array<String>, nil] executions, edges, features and inputs, or nil after a finding
  def run(folder, target, seconds)
    corpus = "tmp/fuzz/#{target}"
    FileUtils.mkdir_p([corpus, "tmp/fuzz/artifacts/#{target}"])
    log = "#{corpus}.log"
    fine = system("#{folder}/#{target}", corpus, "fuzz/seeds/#{target}",
                  "-max_total_time=#{seconds}", "-max_len=4096", "-artifact_prefix=tmp/fuzz/artifacts/#{target}/",
                  %i[out err] => log)
    fine ? File.read(log).match(SUMMARY)&.captures : nil
  end

  def row(target, figures)
    units = %w[executions edges features inputs]
    words = figures&.zip(units)&.map { |figure, unit| "#{figure.rjust(10)} #{unit}" }&.join
    puts "#{target.ljust(14)} #{words || "A FINDING: see tmp/fuzz"}"
  end

  # @return [Hash{String => Array<String>, nil}] of each target, so many at a time
  def run_all(targets, seconds, jobs)
    folder = build
    waiting = Queue.new.tap { |queue| targets.each { |target| queue << target } }.close
    outcomes = {}
    work = lambda do
      while (target = waiting.pop)
        outcomes[target] = run(folder, target, seconds)
      end
    end
    Array.new(jobs) { Thread.new(&work) }.each(&:join)
    outcomes
  end
end

desc "Fuzz the core's parsers: SECONDS=60 TARGET=all JOBS=1"
task :fuzz do
  targets = ENV["TARGET"] ? [ENV["TARGET"]] : Fuzz::TARGETS.to_a
  outcomes = Fuzz.run_all(targets, Integer(ENV.fetch("SECONDS", 60)), Integer(ENV.fetch("JOBS", 1)))
  targets.each { |target| Fuzz.row(target, outcomes[target]) }
  abort "fuzzing has found something" if outcomes.value?(nil)
end
