# frozen_string_literal: true

require_relative "announcement"

module Onboarding
  # The last step: the managers of those who are new in the team are told.
  class Announcements
    # @param run [Run]
    # @param team [Team]
    # @param accounts [Hash{Employee => Hash}]
    def initialize(run, team, accounts)
      @run = run
      @team = team
      @accounts = accounts
    end

    # @param employees [Array<Employee>]
    # @return [void]
    def tell(employees)
      Announcement.for(employees.select(&:manager?), @team.name).each do |announcement|
        @run.dry ? rehearse(announcement) : deliver(announcement)
      end
    end

    private

    def rehearse(announcement)
      @run.report.done(announcement.manager, "to be told of #{announcement.size}")
    end

    def deliver(announcement)
      @run.progress("Telling #{announcement.manager}")
      @run.slack.post(announcement.text)
      strike(announcement.employees)
      @run.report.done(announcement.manager, "told of #{announcement.size}")
    rescue SlackWebhook::Failed => e
      words = "not told of #{announcement.size}: #{e.message}. The next run tries again"
      @run.report.failed(announcement.manager, words)
    end

    def strike(employees)
      @run.outbox.strike(@team.list, employees.map { |employee| @accounts[employee]["Id"].to_s })
    end
  end
end
