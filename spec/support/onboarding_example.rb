# frozen_string_literal: true

require "open3"
require "rbconfig"
require "timeout"
require_relative "doctor_command"

# The scripts of examples/onboarding in processes of their own. The example has `environment`.
module OnboardingExample
  FOLDER = File.expand_path("../../examples/onboarding", __dir__)
  LIB = File.expand_path("../../lib", __dir__)

  # What a run came to.
  Outcome = Struct.new(:report, :progress, :status) do
    def everything = report + progress
    def failures = report[/^Failed:\n(.*?)\n\n/m, 1].to_s
    def summary = report.lines.last.to_s.chomp
  end

  # @param script [String] such as "onboard.rb"
  # @param arguments [Array<String>]
  # @param env [Hash{String => String, nil}] besides `environment`
  # @yieldparam pid [Integer]
  # @return [Outcome]
  def example(script, *arguments, env: {})
    command = [RbConfig.ruby, "-I", LIB, File.join(FOLDER, script), *arguments]
    Open3.popen3({ **DoctorCommand::CLEAN, **environment, **env }, *command) do |input, *streams, thread|
      input.close
      readers = streams.map { |stream| Thread.new { stream.read } }
      yield thread.pid if block_given?
      Timeout.timeout(120) { Outcome.new(*readers.map(&:value), thread.value) }
    ensure
      Process.kill(:KILL, thread.pid) if thread.alive?
    end
  end

  # @param people [Integer]
  # @return [String] of a CSV file with `user0@example.com` and so on, and ten managers
  def export(directory, people, name: "export.csv")
    rows = people.map { |n| "F#{n},L#{n},user#{n}@example.com,Manager #{n % 10}" }
    File.join(directory, name).tap do |path|
      File.write(path, ["First Name,Last Name,Email,Manager", *rows, ""].join("\n"))
    end
  end
end
