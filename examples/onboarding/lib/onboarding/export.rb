# frozen_string_literal: true

require_relative "bad_export"
require_relative "columns"
require_relative "csv_rows"
require_relative "employee"

module Onboarding
  # The new employees of an HR export. It is read as a whole, and every problem of it told at once.
  class Export
    ADDRESS = /\A[^@\s]+@[^@\s]+\.[^@\s]+\z/
    # A member of Slack: user ids begin with U, those of Enterprise Grid with W.
    SLACK_ID = /\A[UW][A-Z0-9]+\z/
    private_constant :ADDRESS, :SLACK_ID

    # @return [Array<Employee>]
    attr_reader :employees

    # @return [Array<Integer>] lines with nothing in them
    attr_reader :empty_lines

    # @param path [String]
    # @raise [BadExport]
    def initialize(path)
      @empty_lines = []
      @problems = []
      @employees = read(CsvRows.new(path))
      check_twice
      raise BadExport, @problems if @problems.any?
    end

    private

    def read(rows)
      full = rows.to_a.reject { |line, cells| cells.all?(&:empty?) && @empty_lines.push(line) }
      raise BadExport, ["line 1: no headings. The file is empty"] if full.empty?

      @columns = Columns.new(*full.shift)
      full.filter_map { |line, cells| employee(line, cells) }
    end

    def employee(line, cells)
      if cells.length != @columns.count
        @problems << "line #{line}: #{cells.length} cells under #{@columns.count} headings. " \
                     "A cell with a comma is in quotes"
        return
      end
      Employee.new(line:, **@columns.fields(cells)).tap { |employee| check(employee) }
    end

    def check(employee)
      %i[email first_name last_name].each do |field|
        problem(employee, field, "it is empty") if employee[field].empty?
      end
      check_form(employee, :email, ADDRESS, "is no e-mail address")
      check_form(employee, :manager_slack_id, SLACK_ID, "is no member ID of Slack's, such as U012AB3CD")
    end

    def check_form(employee, field, form, words)
      value = employee[field]
      problem(employee, field, "#{value.inspect} #{words}") unless value.empty? || value.match?(form)
    end

    def check_twice
      @employees.group_by { |employee| employee.email.downcase }.each do |email, (first, *others)|
        next if email.empty?

        others.each { |other| problem(other, :email, "#{other.email} is in line #{first.line} already") }
      end
    end

    def problem(employee, field, words)
      @problems << %(line #{employee.line}, column "#{@columns.heading(field)}": #{words})
    end
  end
end
