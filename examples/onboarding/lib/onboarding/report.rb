# frozen_string_literal: true

module Onboarding
  # What was done, skipped and failed.
  class Report
    SECTIONS = %i[done skipped failed].freeze
    private_constant :SECTIONS

    # @param dry [Boolean]
    def initialize(dry:)
      @dry = dry
      @lines = SECTIONS.to_h { |section| [section, []] }
    end

    # @!method done(who, what)
    #   @param who [String]
    #   @param what [String]
    # @!method skipped(who, what)
    #   @see #done
    # @!method failed(who, what)
    #   @see #done
    SECTIONS.each do |section|
      define_method(section) { |who, what| @lines[section] << [who, what] }
    end

    # What an earlier run has left, and this one could not mend.
    alias unsettled failed

    # @return [Boolean]
    def success?
      @lines[:failed].empty?
    end

    # @return [String]
    def to_s
      title = @dry ? "Report of a dry run: nothing was changed, nobody told" : "Report"
      ["", title, *SECTIONS.flat_map { |section| part(section) }, "", summary].join("\n")
    end

    private

    def part(section)
      lines = @lines[section]
      return [] if lines.empty?

      width = lines.map { |who, _| who.length }.max
      ["", "#{name(section)}:", *lines.map { |who, what| "  #{who.ljust(width)}  #{what}" }]
    end

    def summary
      SECTIONS.map { |section| "#{name(section)}: #{@lines[section].length}" }.join(", ")
    end

    def name(section)
      @dry && section == :done ? "To do" : section.to_s.capitalize
    end
  end
end
