# frozen_string_literal: true

require "rbconfig"

# Runs the fuzz targets of the core's parsers, each for a while, from the seeds that are committed and from what earlier
# runs have found (tmp/fuzz). `cargo fuzz` runs them as well; here they are built with the flags that it would give, so
# that nothing has to be installed but a C++ compiler, for libFuzzer. The profile, which Ruby makes sense of, is read
# through the extension, with random profiles: fuzz/profile.rb.
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

  # @param program [Array<String>] of the target
  # @return [String, nil] what it says at last, or nil after a finding
  def run(target, program)
    FileUtils.mkdir_p(["tmp/fuzz/#{target}", "tmp/fuzz/artifacts/#{target}"])
    log = "tmp/fuzz/#{target}.log"
    system(*program, %i[out err] => log) ? told(File.read(log)) : nil
  end

  # @return [Array<String>] libFuzzer with the inputs of earlier runs and the seeds
  def libfuzzer(folder, target, seconds)
    ["#{folder}/#{target}", "tmp/fuzz/#{target}", "fuzz/seeds/#{target}", "-max_total_time=#{seconds}", "-max_len=4096",
     "-artifact_prefix=tmp/fuzz/artifacts/#{target}/"]
  end

  def told(log)
    figures = log.match(SUMMARY)&.captures or return log.lines.last.chomp
    units = %w[executions edges features inputs]
    figures.zip(units).map { |figure, unit| "#{figure.rjust(10)} #{unit}" }.join
  end

  # @param programs [Hash{String => Array<String>}] for each target
  # @return [Hash{String => String, nil}] what they say, so many at a time
  def run_all(programs, jobs)
    waiting = Queue.new.tap { |queue| programs.each { |program| queue << program } }.close
    outcomes = {}
    work = lambda do
      while (target, program = waiting.pop)
        outcomes[target] = run(target, program)
      end
    end
    Array.new(jobs) { Thread.new(&work) }.each(&:join)
    outcomes
  end
end

desc "Fuzz what reads the network's answers: SECONDS=60 TARGET=all JOBS=1"
task fuzz: :compile do
  seconds = Integer(ENV.fetch("SECONDS", 60))
  folder = Fuzz.build
  programs = Fuzz::TARGETS.to_h { |target| [target, Fuzz.libfuzzer(folder, target, seconds)] }
  programs["profile"] = [RbConfig.ruby, "-Ilib", "fuzz/profile.rb", seconds.to_s]
  programs.select! { |target,| target == ENV["TARGET"] } if ENV["TARGET"]
  abort "there is no such target" if programs.empty?
  outcomes = Fuzz.run_all(programs, Integer(ENV.fetch("JOBS", 1)))
  programs.each_key { |target| puts "#{target.ljust(14)} #{outcomes[target] || "A FINDING: see tmp/fuzz"}" }
  abort "fuzzing has found something" if outcomes.value?(nil)
end
