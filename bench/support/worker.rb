# frozen_string_literal: true

# A process with one implementation in it: `ruby worker.rb LOAD_PATH`. What it is told comes as lines of JSON, and so do
# its answers. Nothing is loaded before the implementation, so that its boot is its own.

# What of this process a figure is made of.
module Measured
  module_function

  def clock = Process.clock_gettime(Process::CLOCK_MONOTONIC)

  # User and system time of all threads.
  def cpu = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)

  # Resident memory in kibibytes.
  def rss = File.read("/proc/self/status")[/^VmRSS:\s*(\d+)/, 1].to_i

  def files = $LOADED_FEATURES.size

  # How often a thread of this process has waited, threads that have ended among them (getrusage, `ru_nvcsw`).
  def switches
    require "fiddle"
    @usage ||= Fiddle::Function.new(Fiddle.dlopen(nil)["getrusage"], [Fiddle::TYPE_INT, Fiddle::TYPE_VOIDP],
                                    Fiddle::TYPE_INT)
    figures = "\0" * 144
    @usage.call(0, figures)
    figures.unpack("q18")[16]
  end
end

$LOAD_PATH.unshift(ARGV.fetch(0))
# Warm what the figures themselves need.
2.times { [Measured.clock, Measured.rss, Measured.files] }
before = { seconds: Measured.clock, kibibytes: Measured.rss, files: Measured.files }
require "omniauth/litmus"
BOOT = {
  seconds: Measured.clock - before[:seconds],
  kibibytes: Measured.rss - before[:kibibytes],
  files: Measured.files - before[:files]
}.freeze

require_relative "duties"

Duties.new.serve($stdin, $stdout)
