# frozen_string_literal: true

require_relative "child_process"

# Processes whose native library has the hooks of src/probe.rs, which no gem has:
#
#     OmniAuth::Litmus::Core.calls_under_way   # calls of which something has not been dropped
#     OmniAuth::Litmus::Core.panic_in_core     # a call whose task panics
#     OmniAuth::Litmus::Core.panic_at_once     # a method that panics on the thread that called it
#
# `rake probe` builds that library.
module Probe
  include ChildProcess

  LIBRARY = File.expand_path("../../tmp/probe/omniauth_litmus_rs.#{RbConfig::CONFIG["DLEXT"]}", __dir__)

  # What the code of a process may call besides: `settled` waits until a count no longer changes its mind, since a task
  # that is given up is dropped by another thread.
  PRELUDE = <<~RUBY.freeze
    $stdout.sync = true
    Core = OmniAuth::Litmus::Core
    def settled(expected = 0)
      deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + #{PATIENCE / 3}
      until (count = Core.calls_under_way) == expected || Process.clock_gettime(Process::CLOCK_MONOTONIC) > deadline
        Thread.pass
      end
      count
    end
  RUBY

  # @param code [String]
  # @yieldparam pid [Integer]
  # @return [Array(String, Process::Status)] what it printed, and how it ended
  def probe(code, &)
    raise "There is no #{LIBRARY}: run rake probe" unless File.exist?(LIBRARY)

    ruby(PRELUDE + code, env: { "NATIVE_LIBRARY" => LIBRARY }, library: File.join(__dir__, "native_library.rb"), &)
  end
end
