# frozen_string_literal: true

module Onboarding
  # The first step: everyone has an account. Who has one already keeps it as it is.
  class Accounts
    COMPARED = %w[FirstName LastName].freeze
    # These are about the key or the account: the next employee would fare no better.
    GENERAL = [401, 403, 429, 503].freeze
    private_constant :COMPARED, :GENERAL

    # @param run [Run]
    def initialize(run)
      @run = run
    end

    # @param employees [Array<Employee>]
    # @return [Hash{Employee => Hash}] with the user of each; in a dry run `{}` for those that would be created
    # @raise [OmniAuth::Litmus::Error] where no more can be done
    def of(employees)
      employees.each.with_index(1).with_object({}) do |(employee, number), accounts|
        user, outcome = account(employee)
        @run.progress("[#{number}/#{employees.length}] #{employee.email}: #{outcome}")
        accounts[employee] = user if user
      end
    end

    private

    def account(employee)
      user, outcome = @run.dry ? look(employee) : @run.litmos.users.find_or_create(employee.attributes)
      return failed(employee, "the account was created, but Litmos does not list it yet: run again") unless user

      outcome == :found ? compare(employee, user) : @run.report.done(employee.email, "account #{outcome}")
      [user, outcome]
    rescue OmniAuth::Litmus::ApiError => e
      raise if GENERAL.include?(e.status)

      failed(employee, "no account: #{e.message}")
    end

    def look(employee)
      user = @run.litmos.users.find_by(user_name: employee.email)
      user ? [user, :found] : [{}, "to be created"]
    end

    def failed(employee, why)
      @run.report.failed(employee.email, why)
      [nil, "failed"]
    end

    # Names change for good reasons on both sides: a person decides which one is right.
    def compare(employee, user)
      other = COMPARED.reject { |name| user[name].to_s == employee.attributes[name] }
      return if other.empty?

      words = other.map { |name| "#{name} #{user[name].inspect}, not #{employee.attributes[name].inspect}" }
      @run.report.skipped(employee.email, "the account has #{words.join(" and ")}: left as it is")
    end
  end
end
