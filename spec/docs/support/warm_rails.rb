# frozen_string_literal: true

require "json"
require "rbconfig"
require "shellwords"
require "tempfile"

# `bin/rails …` in a fork of a process that has loaded Rails already: most of what a command takes is loading Rails.
module WarmRails
  PROCESS = <<~'RUBY'
    require "json"
    require "rails/all"
    require "rails/command"
    $stdin.each_line do |line|
      order = JSON.parse(line)
      child = fork do
        $stdin.reopen(File::NULL)
        [$stdout, $stderr].each { |stream| stream.reopen(order["output"], "a") }
        Dir.chdir(order["directory"])
        ENV.update(order["env"])
        ARGV.replace(order["arguments"])
        $PROGRAM_NAME = "bin/rails"
        load File.join(order["directory"], "bin/rails")
      end
      Process.wait(child)
      puts $?.success?
      $stdout.flush
    end
  RUBY

  class << self
    # @param command [String] without `bin/rails`
    # @param env [Hash{String => String, nil}]
    # @param directory [String] of the app
    # @return [String] what it printed
    # @raise [RuntimeError] where it failed
    def run(command, env, directory)
      Tempfile.create("rails") do |output|
        @process ||= start
        @process.puts({ arguments: Shellwords.split(command), env:, directory:, output: output.path }.to_json)
        succeeded = @process.gets&.chomp == "true"
        told = File.read(output.path)
        raise "bin/rails #{command} failed:\n#{told.lines.first(60).join}" unless succeeded

        told
      end
    end

    private

    def start
      process = IO.popen(GeneratedApp::ENVIRONMENT, [RbConfig.ruby, "-e", PROCESS], "r+")
      at_exit { process.close }
      process
    end
  end
end
