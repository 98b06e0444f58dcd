# frozen_string_literal: true

require "open3"
require "rbconfig"
require "timeout"

# Ruby code in a process of its own, with this gem on its load path.
module ChildProcess
  LIB = File.expand_path("../../lib", __dir__)
  PATIENCE = 60

  # @param code [String] run after `library` is required
  # @param env [Hash{String => String, nil}]
  # @param library [String]
  # @yieldparam pid [Integer]
  # @return [Array(String, Process::Status)] what it printed, and how it ended
  def ruby(code, env: {}, library: "omniauth/litmus")
    command = [RbConfig.ruby, "-I", LIB, "-r", library, "-e", code]
    Open3.popen2e(env, *command) do |input, output, thread|
      input.close
      yield thread.pid if block_given?
      Timeout.timeout(PATIENCE) { [output.read, thread.value] }
    ensure
      Process.kill(:KILL, thread.pid) if thread.alive?
    end
  end
end
