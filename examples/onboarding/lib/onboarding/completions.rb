# frozen_string_literal: true

require_relative "finished"
require_relative "learners"
require_relative "slack_text"
require_relative "told"

module Onboarding
  # Tells managers who has finished, of each achievement once: whether the webhook brings it or the polling, and
  # whichever process. A process that is killed after Slack has taken a message, and before that is noted, tells it
  # again: twice rather than never.
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
    # @raise [Told::Unusable, OmniAuth::Litmus::Error]
    def tell(achievements)
      @told.exclusively do |known|
        news = achievements.reject { |one| known.include?(one["AchievementId"].to_s) }
        messages(finished(news)).each { |people| @run.dry ? rehearse(people) : deliver(people) }
      end
    end

    private

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
      @run.slack.post(text(people))
      @told.add(people.map(&:id))
      @run.report.done(manager, "told of #{count(people)}")
    rescue SlackWebhook::Failed => e
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
