# frozen_string_literal: true

# Runs exercise.rb under memcheck and says what it reports: whatever names our library is an error. `rake valgrind` runs
# it, with a library that has the names of its functions. Arguments are passed on to valgrind.
require "fileutils"
require "rbconfig"
require_relative "../holding_server"
require_relative "../sandbox_provider"

ROOT = File.expand_path("../../..", __dir__)
LOG = File.join(ROOT, "tmp/valgrind/memcheck.log")
LIBRARY = "omniauth_litmus_rs"
FileUtils.mkdir_p(File.dirname(LOG))

# @param text [String]
# @return [Array<String>] one a report: what memcheck writes without a blank line between
def reports(text)
  lines = text.lines.map { |line| line.sub(/\A==\d+== ?/, "") }
  lines.slice_when { |before, _| before.strip.empty? }.map(&:join).grep(/^   at 0x/)
end

MEMCHECK = ["valgrind", "--tool=memcheck", "--log-file=#{LOG}", "--error-limit=no", "--num-callers=60",
            "--fair-sched=yes", "--leak-check=full", "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite",
            "--suppressions=#{File.join(__dir__, "ruby.supp")}", *ARGV].freeze
EXERCISE = [RbConfig.ruby, "-I", File.join(ROOT, "lib"), File.join(__dir__, "exercise.rb")].freeze

held = HoldingServer.new
SandboxProvider.run(tls: true) do |provider|
  environment = {
    "LITMUS_OAUTH_HOST" => provider.base_url, "LITMUS_API_HOST" => provider.base_url,
    # Memcheck sees that a fiber changes stacks by the distance between them, which has to be larger than any frame.
    "RUBY_FIBER_MACHINE_STACK_SIZE" => (16 << 20).to_s,
    "NATIVE_LIBRARY" => File.join(ROOT, "tmp/valgrind/#{LIBRARY}.#{RbConfig::CONFIG["DLEXT"]}")
  }
  done = system(environment, *MEMCHECK, *EXERCISE, provider.base_url, provider.ca_file, held.url)
  abort "valgrind is not installed: apt-get install valgrind" if done.nil?
  abort "The exercise failed; see #{LOG}" unless done
end

text = File.read(LOG)
summary = text[/ERROR SUMMARY: .*/] or abort "memcheck has not finished; see #{LOG}"
ours, others = reports(text).partition { |report| report.include?(LIBRARY) }
puts summary, "Reports that name #{LIBRARY}: #{ours.length}; others: #{others.length}"
abort ours.join("\n") unless ours.empty?
