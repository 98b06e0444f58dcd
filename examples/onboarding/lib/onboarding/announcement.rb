# frozen_string_literal: true

require_relative "slack_text"

module Onboarding
  # What a manager reads in Slack.
  class Announcement
    include SlackText

    # People of one message: Slack cuts long ones.
    MOST = 50

    # @param employees [Array<Employee>]
    # @param team [String]
    # @return [Array<Announcement>] one for each manager, or more where there are many people
    def self.for(employees, team)
      employees.group_by { |employee| [employee.manager, employee.manager_slack_id] }.flat_map do |_, people|
        people.each_slice(MOST).map { |some| new(some, team) }
      end
    end

    # @return [Array<Employee>] of one manager
    attr_reader :employees

    # @param employees [Array<Employee>]
    # @param team [String]
    def initialize(employees, team)
      @employees = employees
      @team = team
    end

    # @return [String]
    def manager
      employees.first.manager
    end

    # @return [String] "2 people"
    def size
      employees.one? ? "1 person" : "#{employees.length} people"
    end

    # @return [String]
    def text
      ["#{greeting(employees.first)}: #{size} new to your team can begin training in Litmos (team #{plain(@team)}):",
       *employees.map { |employee| line(employee) }].join("\n")
    end

    private

    def line(employee)
      start = ", from #{employee.start}" unless employee.start.empty?
      plain("• #{employee.name} (#{employee.email})#{start}")
    end
  end
end
