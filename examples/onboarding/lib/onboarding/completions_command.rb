# frozen_string_literal: true

require "date"
require_relative "command"
require_relative "completions"

module Onboarding
  # `completions.rb EXPORT.csv [options]`: looks at Litmos once, and ends. Run it every hour, say.
  class CompletionsCommand
    include Command

    EXPECTED = [BadExport, Unusable, Misconfigured, OmniAuth::Litmus::Error].freeze
    INTERRUPTED = "Interrupted. Run again: nobody is told twice"

    # @param arguments [Array<String>]
    # @param env [Hash{String => String}]
    def initialize(arguments, env)
      @arguments = arguments
      @environment = Environment.new(env)
      @options = { since: (Date.today - 7).iso8601, dry: false, told: @environment.state("told") }
    end

    private

    def perform(export, report)
      run = prepare(report)
      achievements = run.litmos.achievements.each(since: @options[:since]).to_a
      run.progress("#{achievements.length} completions since #{@options[:since]}")
      Completions.new(run, Told.new(@options[:told]), export.employees).tell(achievements.reverse)
    end

    def prepare(report)
      slack = @environment.slack unless @options[:dry]
      Run.new(litmos: @environment.litmos, slack:, report:, output: $stderr, dry: @options[:dry],
              assume: @options[:assume])
    end

    def parser
      OptionParser.new("completions.rb EXPORT.csv [options]") do |parser|
        parser.on("--since DATE", "completed since (a week ago)") { |date| @options[:since] = date }
        parser.on("--dry-run", "look at everything, tell nobody") { @options[:dry] = true }
        parser.on("--told PATH", "where is kept what managers were told of") { |path| @options[:told] = path }
        assume(parser)
      end
    end
  end
end
