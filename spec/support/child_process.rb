# frozen_string_literal: true

require "open3"
require "rbconfig"
require "timeout"

# Ruby code in a process of its own, with this gem on its load path. With GC_STRESS=1 in the environment, examples that
# are marked `gc_stress: true` have a collection at every allocation there: a value of Ruby's that nothing protects is
# gone by its next use.
module ChildProcess
  LIB = File.expand_path("../../lib", __dir__)
  PATIENCE = ENV["GC_STRESS"] ? 240 : 150

  # @param code [String] run after `library` is required
  # @param env [Hash{String => String, nil}]
  # @param library [String]
  # @yieldparam pid [Integer]
  # @return [Array(String, Process::Status)] what it printed, and how it ended
  def ruby(code, env: {}, library: "omniauth/litmus")
    stress = "GC.stress = true\n" if ENV["GC_STRESS"] && RSpec.current_example&.metadata&.dig(:gc_stress)
    command = [RbConfig.ruby, "-I", LIB, "-r", library, "-e", "#{stress}#{code}"]
    Open3.popen2e(env, *command) do |input, output, thread|
      input.close
      yield thread.pid if block_given?
      Timeout.timeout(PATIENCE) { [output.read, thread.value] }
    ensure
      end_child(thread)
    end
  end

  private

  def end_child(thread)
    Process.kill(:KILL, thread.pid) if thread.alive?
  rescue Errno::ESRCH
    # It has ended meanwhile.
  end
end
