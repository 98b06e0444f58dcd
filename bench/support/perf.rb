# frozen_string_literal: true

require "open3"

module Bench
  # Counts in the kernel what another process does. strace would, too, but slows each call so much that threads hardly
  # wait for each other any more.
  module Perf
    EVENTS = { "raw_syscalls:sys_enter" => :system_calls, "sched:sched_process_fork" => :threads }.freeze
    # Until it counts, and until what is left of a call has ended, in seconds.
    READY = 0.5
    private_constant :EVENTS, :READY

    module_function

    # @return [Boolean] whether it is there, and allowed
    def installed?
      _, status = Open3.capture2e("perf", "stat", "--event", EVENTS.keys.join(","), "true")
      status.success?
    rescue Errno::ENOENT
      false
    end

    # @param process [Integer]
    # @return [Hash{Symbol => Integer}] what it did while the block ran, by the names of {EVENTS}
    def counting(process)
      command = ["perf", "stat", "--field-separator", ",", "--event", EVENTS.keys.join(","), "--pid", process.to_s]
      Open3.popen2e(*command) do |_, output, perf|
        sleep READY
        yield
        Process.kill(:INT, perf.pid)
        counts = output.readlines.to_h { |line| line.split(",").values_at(2, 0) }
        EVENTS.to_h { |event, name| [name, Integer(counts.fetch(event))] }
      end
    end
  end
end
