# frozen_string_literal: true

module Onboarding
  # The second step: everyone who has an account is in the team.
  class Joining
    # @param run [Run]
    # @param team [Team]
    # @param accounts [Hash{Employee => Hash}]
    def initialize(run, team, accounts)
      @run = run
      @team = team
      @accounts = accounts
      @ids = accounts.transform_values { |user| user["Id"].to_s }
    end

    # @return [Array<Employee>] whose manager is to be told: added now, or by an earlier run that did not get that far
    # @raise [OmniAuth::Litmus::Error]
    def call
      members = @team.members
      present, absent = @ids.keys.partition { |employee| members.include?(@ids[employee]) }
      present.each { |employee| @run.report.skipped(employee.email, "in the team already") }
      left_over(members - @ids.values)
      waiting(present) + add(absent)
    end

    private

    def add(employees)
      return employees if employees.empty?
      return rehearse(employees) if @run.dry

      @run.progress("Adding #{employees.length} to the team #{@team.name}")
      # Before the request: whatever happens to the answer, it is known who is to be announced.
      @run.outbox.put(@team.list, @ids.values_at(*employees.select(&:manager?)))
      note(employees, @team.add(@ids.values_at(*employees)))
    end

    # @return [Array<Employee>] who was added
    def note(employees, membership)
      failed, added = employees.partition { |employee| membership.failed.key?(@ids[employee]) }
      added.each { |employee| @run.report.done(employee.email, "added to the team") }
      failed.each { |employee| @run.report.failed(employee.email, "not added: #{reason(employee, membership)}") }
      added
    end

    def reason(employee, membership)
      reason = membership.failed[@ids[employee]]
      return membership.error.message if reason == :request_failed && membership.error

      membership.class::REASONS.fetch(reason)
    end

    def rehearse(employees)
      inactive, others = employees.partition { |employee| @accounts[employee]["Active"] == false }
      others.each { |employee| @run.report.done(employee.email, "to be added to the team") }
      inactive.each { |employee| @run.report.failed(employee.email, "the user is inactive: no team would list them") }
      others
    end

    def waiting(employees)
      ids = @run.outbox.pending(@team.list)
      employees.select { |employee| ids.include?(@ids[employee]) }
    end

    def left_over(others)
      count = (others & @run.outbox.pending(@team.list)).length
      return if count.zero?

      @run.report.failed("#{count} in the team", "added earlier, and their managers not told: run again with the " \
                                                 "export that they are in")
    end
  end
end
