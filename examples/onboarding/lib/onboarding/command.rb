# frozen_string_literal: true

require "optparse"
require_relative "environment"
require_relative "export"
require_relative "report"
require_relative "run"

module Onboarding
  # What both commands do with their command line, and with what goes wrong. A class that includes it has `parser`,
  # `perform`, and the constants EXPECTED and INTERRUPTED.
  module Command
    # @return [Boolean] whether everything is as it is to be
    def run
      path = parse or return false
      report = Report.new(dry: @options[:dry])
      complete = carry_out(path, report)
      puts report
      complete && report.success?
    end

    private

    # What was done until something stopped it is in the report all the same.
    def carry_out(path, report)
      perform(Export.new(path), report)
      true
    rescue Interrupt
      complain(self.class::INTERRUPTED)
    rescue *self.class::EXPECTED => e
      complain(e.message)
    end

    def parse
      rest = parser.parse(@arguments)
      rest.one? ? rest.first : complain(parser.help)
    rescue OptionParser::ParseError => e
      complain(e.message)
    end

    def assume(parser)
      parser.on("--assume WHAT", %w[sent unsent], "of messages of which Slack does not say: sent, or unsent") do |what|
        @options[:assume] = what
      end
    end

    def complain(words)
      warn words
      false
    end
  end
end
