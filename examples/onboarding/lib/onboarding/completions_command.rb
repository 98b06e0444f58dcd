# frozen_string_literal: true

require "date"
require "optparse"
require_relative "completions"
require_relative "environment"
require_relative "export"
require_relative "report"
require_relative "run"

module Onboarding
  # `completions.rb EXPORT.csv [options]`: looks at Litmos once, and ends. Run it every hour, say.
  class CompletionsCommand
    EXPECTED = [BadExport, Told::Unusable, Misconfigured, OmniAuth::Litmus::Error].freeze
    private_constant :EXPECTED

    # @param arguments [Array<String>]
    # @param env [Hash{String => String}]
    def initialize(arguments, env)
      @arguments = arguments
      @environment = Environment.new(env)
      @options = { since: (Date.today - 7).iso8601, dry: false, told: @environment.state("told") }
    end

    # @return [Boolean] whether everyone was told
    def run
      path = parse or return false
      report = Report.new(dry: @options[:dry])
      complete = carry_out(path, report)
      puts report
      complete && report.success?
    end

    private

    def carry_out(path, report)
      export = Export.new(path)
      run = prepare(report)
      achievements = run.litmos.achievements.each(since: @options[:since]).to_a
      run.progress("#{achievements.length} completions since #{@options[:since]}")
      Completions.new(run, Told.new(@options[:told]), export.employees).tell(achievements.reverse)
      true
    rescue Interrupt
      complain("Interrupted. Run again: nobody is told twice")
    rescue *EXPECTED => e
      complain(e.message)
    end

    def prepare(report)
      slack = @environment.slack unless @options[:dry]
      Run.new(litmos: @environment.litmos, slack:, report:, output: $stderr, dry: @options[:dry])
    end

    def parse
      rest = parser.parse(@arguments)
      rest.one? ? rest.first : complain(parser.help)
    rescue OptionParser::ParseError => e
      complain(e.message)
    end

    def parser
      OptionParser.new("completions.rb EXPORT.csv [options]") do |parser|
        parser.on("--since DATE", "completed since (a week ago)") { |date| @options[:since] = date }
        parser.on("--dry-run", "look at everything, tell nobody") { @options[:dry] = true }
        parser.on("--told PATH", "where is kept what managers were told of") { |path| @options[:told] = path }
      end
    end

    def complain(words)
      warn words
      false
    end
  end
end
