# frozen_string_literal: true

require "open3"

module Packaging
  # The API reference, by YARD and .yardopts. YARD itself only warns: what is missing, and what it stumbles over, is
  # counted here.
  module ApiReference
    class << self
      # @return [Boolean] YARD's own reader of Markdown knows neither tables nor code between fences
      def possible?
        %w[yard redcarpet].all? { |name| Gem::Specification.find_all_by_name(name).any? }
      end

      # @return [Array<String>] warnings, and the public names that lack a comment
      def write
        said, = Open3.capture2e("yard", "doc", "--no-progress", "--no-cache", "--no-save", "--no-stats")
        listed, = Open3.capture2e("yard", "stats", "--list-undoc", "--no-cache", "--no-save")
        said.lines(chomp: true).reject(&:empty?) + listed[/^Undocumented Objects:\n\n(.*)/m, 1].to_s.lines(chomp: true)
      end
    end
  end
end
