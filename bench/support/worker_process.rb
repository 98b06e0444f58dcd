# frozen_string_literal: true

require "json"
require "rbconfig"

module Bench
  # The process of one implementation, as seen from outside. It answers what Duties can do.
  class WorkerProcess
    # Where each implementation's `require "omniauth/litmus"` is found. BENCH_LIB measures another build of this gem.
    LOAD_PATHS = {
      ruby_stack: File.expand_path("../../spec/support/drop_in/reference", __dir__),
      bare: File.expand_path("bare", __dir__),
      ours: ENV.fetch("BENCH_LIB") { File.expand_path("../../lib", __dir__) }
    }.freeze

    # Asked for something, it did not answer in time.
    class TooSlow < StandardError; end

    # @param implementation [Symbol]
    # @param place [Litmus::Place]
    # @param preconnect [Boolean] with this gem's option of that name
    # @yieldparam worker [WorkerProcess]
    # @return [Object] what the block returned
    def self.open(implementation, place, preconnect: false)
      worker = new(implementation, place, preconnect:)
      yield worker
    ensure
      worker&.close
    end

    # @param under [Array<String>] a command that runs it
    def initialize(implementation, place, preconnect: false, under: [])
      environment = place.environment
      environment["BENCH_PRECONNECT"] = "1" if preconnect
      worker = [RbConfig.ruby, File.join(__dir__, "worker.rb"), LOAD_PATHS.fetch(implementation)]
      @pipe = IO.popen([environment, *under, *worker], "r+")
    end

    # @return [Integer]
    def id = @pipe.pid

    # @param duty [Symbol]
    # @param arguments [Array]
    # @param within [Numeric, nil] seconds
    # @return [Object] the answer; Hashes have Symbol keys
    # @raise [TooSlow]
    def ask(duty, *arguments, within: nil)
      @pipe.puts(JSON.generate([duty, *arguments]))
      raise TooSlow if within && !@pipe.wait_readable(within)

      answer = @pipe.gets or raise "The worker died of #{duty}"
      JSON.parse(answer, symbolize_names: true)
    end

    # Lets it end by itself.
    #
    # @return [void]
    def finish
      @pipe.close
    end

    # @return [void]
    def close
      Process.kill(:KILL, @pipe.pid)
      @pipe.close
    end
  end
end
