# frozen_string_literal: true

require_relative "finished"
require_relative "learners"
require_relative "slack_text"
require_relative "told"

module Onboarding
  # Tells managers who has finished, of each achievement once: whether the webhook brings it or the polling, and
  # whichever process, and through a kill: see {Delivery}.
  class Completions
    include SlackText

    # People of one message: Slack cuts long ones.
    MOST = 50
    private_constant :MOST

    # @param run [Run]
    # @param told [Told]
    # @param employees [Array<Employee>]
    def initialize(run, told, employees)
      @run = run
      @told = told
      @learners = Learners.new(run.litmos, employees)
    end

    # @param achievements [Array<Hash>] of Litmos
    # @return [void]
    # @raise [Unusable, OmniAuth::Litmus::Error]
    def tell(achievements)
      @told.exclusively do |known|
        settle(achievements, known)
        news = achievements.reject { |one| known.include?(one["AchievementId"].to_s) }
        messages(finished(news)).each { |people| @run.dry ? rehearse(people) : deliver(people) }
      end
    end

    private

    def delivery
      @delivery ||= @run.delivery(@told.path, "completions")
    end

    # What earlier processes have left: told, or news again. What nobody knows is not told now.
    def settle(achievements, known)
      return if @run.dry

      unknown = delivery.settle do |ids|
        @told.add(ids)
        known.merge(ids)
      end
      known.merge(unknown.keys.flat_map(&:ids))
      unknown.each { |intention, why| report_unknown(intention, why, achievements) }
    end

    def report_unknown(intention, why, achievements)
      concerned = achievements.any? { |one| intention.ids.include?(one["AchievementId"].to_s) }
      @run.report.public_send(concerned ? :failed : :unsettled, intention.manager, why)
    end

    def finished(achievements)
      employees = @learners.of(achievements.map { |one| one["UserId"].to_s })
      achievements.filter_map do |achievement|
        employee = employees[achievement["UserId"].to_s]
        Finished.new(employee:, achievement:) if employee&.manager?
      end
    end

    # @return [Array<Array<Finished>>] one for each manager, or more where there are many
    def messages(finished)
      managers = finished.group_by { |one| [one.employee.manager, one.employee.manager_slack_id] }
      managers.values.flat_map { |people| people.each_slice(MOST).to_a }
    end

    def rehearse(people)
      @run.report.done(people.first.employee.manager, "to be told of #{count(people)}")
    end

    def deliver(people)
      manager = people.first.employee.manager
      ids = people.map(&:id)
      delivery.deliver(people.first.employee, text(people), ids) { @told.add(ids) }
      @run.report.done(manager, "told of #{count(people)}")
    rescue SlackFailed => e
      @run.report.failed(manager, "not told of #{count(people)}: #{e.message}. The next run tries again")
    end

    def text(people)
      ["#{greeting(people.first.employee)}:", *people.map { |one| plain("• #{one.words}") }].join("\n")
    end

    def count(people)
      people.one? ? "1 completion" : "#{people.length} completions"
    end
  end
end
