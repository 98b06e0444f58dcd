# frozen_string_literal: true

require_relative "announcement"

module Onboarding
  # The last step: the managers of those who are new in the team are told.
  class Announcements
    # @param run [Run]
    # @param team [Team]
    def initialize(run, team)
      @run = run
      @team = team
      @unknown = []
    end

    # Before it is looked who waits to be announced: an earlier run may have told, and not have noted it.
    #
    # @return [void]
    # @raise [Unusable]
    def settle
      return if @run.dry

      left = delivery.settle { |ids| @run.outbox.strike(@team.list, ids) }
      left.each { |intention, why| @run.report.failed(intention.manager, why) }
      @unknown = left.keys.flat_map(&:ids)
    end

    # @param employees [Array<Employee>]
    # @param accounts [Hash{Employee => Hash}]
    # @return [void]
    # @raise [Unusable]
    def tell(employees, accounts)
      ids = employees.to_h { |employee| [employee, accounts[employee]["Id"].to_s] }
      news = employees.select { |employee| employee.manager? && !@unknown.include?(ids[employee]) }
      Announcement.for(news, @team.name).each do |announcement|
        @run.dry ? rehearse(announcement) : deliver(announcement, ids.values_at(*announcement.employees))
      end
    end

    private

    def delivery
      @delivery ||= @run.delivery(@run.outbox.path, @team.list)
    end

    def rehearse(announcement)
      @run.report.done(announcement.manager, "to be told of #{announcement.size}")
    end

    def deliver(announcement, ids)
      @run.progress("Telling #{announcement.manager}")
      delivery.deliver(announcement.employees.first, announcement.text, ids) { @run.outbox.strike(@team.list, ids) }
      @run.report.done(announcement.manager, "told of #{announcement.size}")
    rescue SlackFailed => e
      words = "not told of #{announcement.size}: #{e.message}. The next run tries again"
      @run.report.failed(announcement.manager, words)
    end
  end
end
