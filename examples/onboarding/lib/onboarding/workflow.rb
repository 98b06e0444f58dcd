# frozen_string_literal: true

require_relative "accounts"
require_relative "announcements"
require_relative "joining"
require_relative "team"
require_relative "training"

module Onboarding
  # Accounts, team, courses, managers. Each step looks at what is there already, so the whole can be run any number of
  # times.
  class Workflow
    # @param run [Run]
    # @param export [Export]
    # @param team [String] name or id
    # @param courses [Array<String>] codes, names or ids
    def initialize(run, export, team, courses)
      @run = run
      @export = export
      @team = team
      @courses = courses
    end

    # @return [void]
    # @raise [Team::Missing, Training::Missing, Unusable, OmniAuth::Litmus::Error]
    def call
      note
      team = Team.new(@run.litmos, @team)
      training = Training.new(@run, @courses)
      announcements = Announcements.new(@run, team).tap(&:settle)
      accounts = Accounts.new(@run).of(@export.employees)
      news = Joining.new(@run, team, accounts).call
      training.call(accounts)
      announcements.tell(news, accounts)
    end

    private

    def note
      @run.progress("#{@export.employees.length} employees in the export")
      @export.empty_lines.each { |line| @run.report.skipped("line #{line}", "empty") }
      @export.employees.reject(&:manager?).each do |employee|
        @run.report.skipped(employee.email, "no manager in the export: nobody is told")
      end
    end
  end
end
