# frozen_string_literal: true

require "json"
require "rbconfig"
require "tempfile"
require "timeout"

# A process that has loaded what takes long, and forks for each program: loading is most of what a short program takes.
#
#     rails = WarmProcess.with('require "rails/all"')
#     rails.run("puts Rails.version")                 # => ["6.1.7.10\n", true]
class WarmProcess
  # In seconds, for one program.
  PATIENCE = 120
  SERVE = <<~'RUBY'
    require "json"
    while (order = $stdin.gets)
      order = JSON.parse(order, symbolize_names: true)
      child = fork do
        $stdin.reopen(File::NULL)
        [$stdout, $stderr].each { |stream| stream.reopen(order[:output], "a") }
        Dir.chdir(order[:directory])
        ENV.update(order[:env].transform_keys(&:to_s))
        ARGV.replace(order[:arguments])
        $PROGRAM_NAME = order[:name]
        eval(order[:code], TOPLEVEL_BINDING, order[:name])
      end
      puts child
      $stdout.flush
      Process.wait(child)
      puts $?.success?
      $stdout.flush
    end
  RUBY

  class << self
    # @param preload [String] Ruby that each of its programs finds done
    # @param options [Array<String>] of the command `ruby`
    # @param env [Hash{String => String, nil}]
    # @return [WarmProcess] one for each such set, until this process ends
    def with(preload, options: [], env: {})
      @processes ||= {}
      @processes[[preload, options, env]] ||= new(preload, options:, env:)
    end
  end

  # @param preload [String]
  # @param options [Array<String>]
  # @param env [Hash{String => String, nil}]
  def initialize(preload, options: [], env: {})
    @process = IO.popen(env, [RbConfig.ruby, *options, "-e", "#{preload}\n#{SERVE}"], "r+")
    owner = Process.pid
    at_exit { @process.close if Process.pid == owner }
  end

  # @param code [String]
  # @param arguments [Array<String>]
  # @param env [Hash{String => String, nil}] besides that of this process
  # @param directory [String]
  # @param name [String] of the program
  # @return [Array(String, Boolean)] what it printed, and whether it succeeded
  def run(code, arguments: [], env: {}, directory: Dir.pwd, name: "-e")
    Tempfile.create("warm") do |output|
      @process.puts(JSON.generate({ code:, arguments:, env:, directory:, name:, output: output.path }))
      succeeded = succeeded?
      [File.read(output.path), succeeded]
    end
  end

  private

  def succeeded?
    child = Integer(answer)
    Timeout.timeout(PATIENCE) { answer == "true" }
  rescue Timeout::Error
    Process.kill(:KILL, child)
    answer
    raise
  end

  def answer
    @process.gets&.chomp or raise "the process that was to run it has ended"
  end
end
