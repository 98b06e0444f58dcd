# frozen_string_literal: true

require_relative "../../spec/support/puma_process"
require_relative "../../spec/support/throw_away_ca"
require_relative "fault"

module Soak
  # The app in a Puma cluster, as a soak looks at it.
  class Cluster < PumaProcess
    WORKERS = 2
    THREADS = 8

    # @return [Integer]
    attr_reader :port

    # @param provider [Provider]
    # @param preload [Boolean]
    def initialize(provider, preload: true)
      super(provider, workers: WORKERS, threads: THREADS, preload:, more: {
        "SSL_CERT_FILE" => ThrowAwayCA.shared.ca_file, "LITMUS_TIMEOUT" => Fault::DEADLINE.to_s,
        # What replaces itself has to find the library again.
        "RUBYLIB" => ChildProcess::LIB
      })
    end

    # @return [Array<Integer>] the workers that serve
    def pids
      children = File.read("/proc/#{@pid}/task/#{@pid}/children").split.map(&:to_i)
      children.select { |pid| File.read("/proc/#{pid}/cmdline").include?("cluster worker") }
    end

    # Replaces the workers, and with USR2 the process above them.
    #
    # @param signal [Symbol] `:USR1` for a phased restart, or `:USR2`
    # @return [void]
    def restart(signal)
      before = pids
      read = @log.length
      Process.kill(signal, @pid)
      Timeout.timeout(PATIENCE) do
        sleep(0.05) until @log[read..].scan(/Worker \d+ .*booted/).length == WORKERS && (pids & before).empty?
      end
    rescue Timeout::Error
      raise "Puma did not restart:\n#{@log[read..]}"
    end
  end
end
