# frozen_string_literal: true

require_relative "command"
require_relative "outbox"
require_relative "workflow"

module Onboarding
  # `onboard.rb EXPORT.csv [options]`: progress on standard error, the report on standard output.
  class CommandLine
    include Command

    # What the person at the terminal has to mend: a line says so, and no backtrace.
    EXPECTED = [BadExport, Unusable, Misconfigured, Team::Missing, Training::Missing,
                OmniAuth::Litmus::Error].freeze
    INTERRUPTED = "Interrupted. Run again with the same export: nothing is done twice"

    # @param arguments [Array<String>]
    # @param env [Hash{String => String}]
    def initialize(arguments, env)
      @arguments = arguments
      @environment = Environment.new(env)
      @options = { team: "Onboarding", courses: [], dry: false, slack_timeout: 10, limit: {},
                   outbox: @environment.state("outbox.json") }
    end

    private

    def perform(export, report)
      workflow = Workflow.new(prepare(report), export, @options[:team], @options[:courses])
      @options[:dry] ? workflow.call : @outbox.lock { workflow.call }
    end

    def prepare(report)
      @outbox = Outbox.new(@options[:outbox])
      slack = @environment.slack(timeout: @options[:slack_timeout]) unless @options[:dry]
      Run.new(litmos: @environment.litmos(**@options[:limit]), slack:, outbox: @outbox, report:, output: $stderr,
              dry: @options[:dry], assume: @options[:assume])
    end

    def parser
      OptionParser.new("onboard.rb EXPORT.csv [options]") do |parser|
        parser.on("--team NAME", "or id (Onboarding)") { |name| @options[:team] = name }
        parser.on("--dry-run", "look at everything, change nothing, tell nobody") { @options[:dry] = true }
        parser.on("--outbox PATH", "where is kept who waits to be announced") { |path| @options[:outbox] = path }
        parser.on("--slack-timeout SECONDS", Float, "(10)") { |seconds| @options[:slack_timeout] = seconds }
        more(parser)
      end
    end

    def more(parser)
      parser.on("--course NAME", "code, name or id of a course; more than once for several") do |name|
        @options[:courses] << name
      end
      parser.on("--rate-limit N", Integer, "requests a minute (100)") { |n| @options[:limit][:rate_limit] = n }
      parser.on("--rate-window SECONDS", Float, "or in so many seconds (60)") do |seconds|
        @options[:limit][:rate_window] = seconds
      end
      assume(parser)
    end
  end
end
