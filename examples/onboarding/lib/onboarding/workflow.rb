# frozen_string_literal: true

require_relative "accounts"
require_relative "announcements"
require_relative "joining"
require_relative "team"

module Onboarding
  # Accounts, team, managers. Each step looks at what is there already, so the whole can be run any number of times.
  class Workflow
    # @param run [Run]
    # @param export [Export]
    # @param team [String] name or id
    def initialize(run, export, team)
      @run = run
      @export = export
      @team = team
    end

    # @return [void]
    # @raise [Team::Missing, OmniAuth::Litmus::Error]
    def call
      note
      team = Team.new(@run.litmos, @team)
      accounts = Accounts.new(@run).of(@export.employees)
      news = Joining.new(@run, team, accounts).call
      Announcements.new(@run, team, accounts).tell(news)
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
