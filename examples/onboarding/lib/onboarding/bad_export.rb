# frozen_string_literal: true

module Onboarding
  # An export that nothing is done with: half of a file is worse than none.
  class BadExport < StandardError
    # @param problems [Array<String>] each with its line, and its column where there is one
    def initialize(problems)
      super("The export cannot be used, and nothing was done:\n#{problems.map { |problem| "  #{problem}" }.join("\n")}")
    end
  end
end
