# frozen_string_literal: true

require "etc"
require "open3"

module Bench
  # What the figures were measured on.
  class Machine
    # @param litmus [Litmus]
    def initialize(litmus)
      @litmus = litmus
    end

    # @return [Array<String>] one line for each thing worth knowing
    def lines
      uname = Etc.uname
      [
        "#{cpu}, #{Etc.nprocessors} cores; #{uname[:sysname]} #{uname[:release]}; #{distribution}",
        "Ruby #{RUBY_VERSION}p#{RUBY_PATCHLEVEL}; #{nginx}",
        "The Ruby stack: #{versions(:ruby_stack)}",
        "This gem: #{OURS} #{versions(:ours)}",
        Time.now.utc.strftime("%-d %B %Y")
      ]
    end

    private

    OURS = "omniauth-litmus-rs on"
    private_constant :OURS

    def cpu
      File.read("/proc/cpuinfo")[/^model name\s*:\s*(.+)$/, 1] || RbConfig::CONFIG["host_cpu"]
    end

    def distribution
      File.read("/etc/os-release")[/^PRETTY_NAME="?([^"\n]+)/, 1]
    end

    def nginx
      words, = Open3.capture2e({ "PATH" => "#{ENV.fetch("PATH")}:/usr/sbin" }, "nginx", "-v")
      words[%r{nginx/[\d.]+}].tr("/", " ")
    end

    def versions(name)
      versions = WorkerProcess.open(name, @litmus.here) { |worker| worker.ask(:versions) }
      versions.map { |library, version| "#{library} #{version}" }.join(", ")
    end
  end
end
