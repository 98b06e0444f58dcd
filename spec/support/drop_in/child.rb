# frozen_string_literal: true

require "json"
require "rbconfig"
require "tempfile"

module DropIn
  # The neutral examples run against one implementation, in a process of their own. Started when the first result is
  # asked for, and once.
  class Child
    # Seconds after which a run is given up: nothing waits for a process that hangs.
    DEADLINE = 300
    # A proxy of the machine's must not come between the process and its fake Litmus, nor a variable of the reader's
    # shell between it and the examples.
    ENVIRONMENT = %w[
      http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY
      LITMUS_OAUTH_HOST LITMUS_API_HOST OAUTH_DEBUG SPEC_OPTS
    ].to_h { |name| [name, nil] }.freeze

    # @param implementation [String] "reference" or "ours"
    # @return [Child] the one of this process
    def self.of(implementation)
      @children ||= {}
      @children[implementation] ||= new(implementation)
    end

    # @param implementation [String] "reference" or "ours"
    def initialize(implementation)
      @implementation = implementation
    end

    # @return [Hash{String => Hash}] RSpec's account of each example, by its id
    # @raise [RuntimeError] where the process could not run them: the first time with what it said
    def results
      raise "No report, as above" if @tried && !@results

      @tried = true
      @results ||= results_in(report)
    end

    private

    def results_in(report)
      failed = report.dig("summary", "errors_outside_of_examples_count").positive?
      raise "Against #{@implementation}:\n#{report["messages"].join("\n")}" if failed

      report.fetch("examples").to_h { |example| [example.fetch("id"), example] }
    end

    def report
      Tempfile.create("report") do |json|
        Tempfile.create("log") do |log|
          status = run(json.path, log)
          raise "Against #{@implementation}, #{status}:\n#{File.read(log.path)}" if json.size.zero?
        end
        JSON.parse(json.read)
      end
    end

    def run(report, log)
      pid = Process.spawn(ENVIRONMENT, RbConfig.ruby, File.expand_path("run.rb", __dir__), @implementation,
                          "--format", "json", "--out", report, %i[out err] => log)
      waiter = Process.detach(pid)
      return waiter.value if waiter.join(DEADLINE)

      Process.kill(:KILL, pid)
      "killed after #{DEADLINE} s"
    end
  end
end
