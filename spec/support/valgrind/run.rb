# frozen_string_literal: true

# Runs exercise.rb under memcheck and fails if a report's stack names our library: an invalid read or write, a value
# that was never set, memory that nothing points to any more. `rake valgrind` runs it, with a library that has the names
# of its functions. Arguments are passed on to valgrind.
#
# How to read what it prints:
#
# - "Reports that name omniauth_litmus_rs" has to be 0. Each one that there is follows, with its stack; the whole log is
#   tmp/valgrind/memcheck.log. Our frames begin with omniauth_litmus_rs:: or omniauth_litmus_core::, those of crates
#   with the crate's name, and all of them say "(in …/omniauth_litmus_rs.so)". What a crate does in our library is ours
#   to answer for. --track-origins=yes says where a value that was never set came from.
# - "others" are Ruby's. They have no frame of ours, and say nothing of us.
# - "suppressed" are those of ruby.supp, which says why. It may not name our library or a function of ours.
require "fileutils"
require "rbconfig"
require_relative "../holding_server"
require_relative "../sandbox_provider"

ROOT = File.expand_path("../../..", __dir__)
LOG = File.join(ROOT, "tmp/valgrind/memcheck.log")
LIBRARY = "omniauth_litmus_rs"
# Functions of ours: of the binding, of the core, and what Ruby calls when it loads the library.
OURS = /omniauth|litmus/i
SUPPRESSIONS = File.join(__dir__, "ruby.supp")
FileUtils.mkdir_p(File.dirname(LOG))

# @param text [String]
# @return [Array<String>] one a report: what memcheck writes without a blank line between
def reports(text)
  lines = text.lines.map { |line| line.sub(/\A==\d+== ?/, "") }
  lines.slice_when { |before, _| before.strip.empty? }.map(&:join).grep(/^   at 0x/)
end

MEMCHECK = ["valgrind", "--tool=memcheck", "--log-file=#{LOG}", "--error-limit=no", "--num-callers=200",
            "--fair-sched=yes", "--leak-check=full", "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite",
            "--suppressions=#{SUPPRESSIONS}", *ARGV].freeze
EXERCISE = [RbConfig.ruby, "-I", File.join(ROOT, "lib"), File.join(__dir__, "exercise.rb")].freeze

ours = File.readlines(SUPPRESSIONS).grep(/\A\s*(fun|obj|src):/).grep(OURS)
abort "#{SUPPRESSIONS} hides what is ours:\n#{ours.join}" unless ours.empty?

# Ruby's collector reads the machine's stack without knowing what is in it. From then on memcheck takes whatever it has
# marked for uninitialised, and says so where our library looks at it. So there is room for all objects, and nothing is
# collected before the process ends. Then Ruby frees all that it has (since 3.3; before, ruby.supp says what it keeps).
UNCOLLECTED = {
  "RUBY_GC_HEAP_INIT_SLOTS" => "1000000", **(0..4).to_h { |heap| ["RUBY_GC_HEAP_#{heap}_INIT_SLOTS", "200000"] },
  "RUBY_GC_MALLOC_LIMIT" => "400000000", "RUBY_GC_OLDMALLOC_LIMIT" => "400000000", "RUBY_FREE_AT_EXIT" => "1"
}.freeze

held = HoldingServer.new
SandboxProvider.run(tls: true) do |encrypted|
  SandboxProvider.run do |plain|
    environment = {
      **UNCOLLECTED,
      # Memcheck sees that a fiber changes stacks by the distance between them, which has to be larger than any frame.
      "RUBY_FIBER_MACHINE_STACK_SIZE" => (16 << 20).to_s,
      "NATIVE_LIBRARY" => File.join(ROOT, "tmp/valgrind/#{LIBRARY}.#{RbConfig::CONFIG["DLEXT"]}")
    }
    arguments = [encrypted.base_url, encrypted.ca_file, plain.base_url, held.url]
    abort "The exercise failed; see #{LOG}" unless system(environment, *MEMCHECK, *EXERCISE, *arguments)
  end
end

text = File.read(LOG)
summary = text[/ERROR SUMMARY: .*/] or abort "memcheck has not finished; see #{LOG}"
found, others = reports(text).partition { |report| report.include?(LIBRARY) }
puts summary, "Reports that name #{LIBRARY}: #{found.length}; others: #{others.length}"
abort found.join("\n") unless found.empty?
