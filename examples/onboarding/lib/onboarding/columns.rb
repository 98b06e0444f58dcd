# frozen_string_literal: true

require_relative "bad_export"

module Onboarding
  # Which column of an export holds what. Each report of Workday's has headings of its own, and its web services write
  # underscores: so case, spaces and signs do not count, and the first heading here that is there is taken.
  class Columns
    HEADINGS = {
      email: ["Email - Primary Work", "Primary Work Email", "Work Email", "Email Address", "Email"],
      first_name: ["Preferred Name - First Name", "Preferred First Name", "Legal Name - First Name",
                   "Legal First Name", "First Name"],
      last_name: ["Preferred Name - Last Name", "Preferred Last Name", "Legal Name - Last Name", "Legal Last Name",
                  "Last Name"],
      start: ["Hire Date", "Start Date"],
      manager: ["Worker's Manager", "Manager", "Manager Name"],
      manager_slack_id: ["Manager Slack ID"]
    }.freeze
    OPTIONAL = %i[start manager_slack_id].freeze
    private_constant :HEADINGS, :OPTIONAL

    # @param line [Integer] of the headings
    # @param headings [Array<String>]
    # @raise [BadExport]
    def initialize(line, headings)
      @line = line
      @headings = headings
      keys = headings.map { |heading| key(heading) }
      @places = HEADINGS.transform_values { |names| names.filter_map { |name| keys.index(key(name)) }.first }
      problems = missing + doubled(keys)
      raise BadExport, problems if problems.any?
    end

    # @return [Integer]
    def count
      @headings.length
    end

    # @param field [Symbol]
    # @return [String] the heading as the export has it
    def heading(field)
      @headings[@places[field]]
    end

    # @param cells [Array<String>]
    # @return [Hash{Symbol => String}] "" for a column that is not there
    def fields(cells)
      @places.transform_values { |place| place ? cells[place] : "" }
    end

    private

    def key(heading)
      heading.downcase.gsub(/[^[:alnum:]]/, "")
    end

    def missing
      (HEADINGS.keys - OPTIONAL).reject { |field| @places[field] }.map do |field|
        names = HEADINGS[field].map { |name| %("#{name}") }.join(", ")
        "line #{@line}: no column for the #{field.to_s.tr("_", " ")}. It is called one of #{names}; " \
          "the headings are #{@headings.map { |heading| %("#{heading}") }.join(", ")}"
      end
    end

    def doubled(keys)
      @places.values.compact.select { |place| keys.count(keys[place]) > 1 }.map do |place|
        %(line #{@line}, column "#{@headings[place]}": it is there #{keys.count(keys[place])} times)
      end
    end
  end
end
