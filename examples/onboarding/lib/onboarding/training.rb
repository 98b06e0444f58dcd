# frozen_string_literal: true

module Onboarding
  # The third step: everyone who has an account has the courses. An assessment is a module of a course.
  class Training
    # There is no such course; nothing was done.
    class Missing < StandardError; end

    # @param run [Run]
    # @param names [Array<String>] codes, names or ids of courses
    # @raise [Missing, OmniAuth::Litmus::Error]
    def initialize(run, names)
      @run = run
      @courses = names.map { |name| course(name) }.uniq
    end

    # @param accounts [Hash{Employee => Hash}]
    # @return [void]
    # @raise [OmniAuth::Litmus::Error]
    def call(accounts)
      return if @courses.empty? || accounts.empty?
      return rehearse(accounts.keys) if @run.dry

      ids = accounts.transform_values { |user| user["Id"].to_s }
      change = @run.litmos.users.assign_courses(ids.values, @courses) do |done, total|
        @run.progress("[#{done}/#{total}] courses")
      end
      ids.each { |employee, id| note(employee, id, change) }
    end

    private

    def course(name)
      courses = @run.litmos.courses
      courses.find_by(code: name) || courses.find_by(name:) || courses.find(name) || raise(Missing, missing(name))
    end

    def note(employee, id, change)
      assigned = @courses.select { |course| change.done.include?([id, course["Id"]]) }
      @run.report.done(employee.email, "has got #{names(assigned)}") if assigned.any?
      @courses.each do |course|
        reason = change.failed[[id, course["Id"]]] or next
        @run.report.failed(employee.email, "#{course["Name"]} not assigned: #{words(reason, change)}")
      end
    end

    def words(reason, change)
      reason == :request_failed && change.error ? change.error.message : change.class::REASONS.fetch(reason)
    end

    def rehearse(employees)
      employees.each { |employee| @run.report.done(employee.email, "to get #{names(@courses)}") }
    end

    def names(courses)
      courses.map { |course| course["Name"] }.join(", ")
    end

    def missing(name)
      names = @run.litmos.courses.first(10).map { |course| course["Name"] }
      "There is no course #{name.inspect} at Litmos, and nothing was done. There are: #{names.join(", ")}"
    end
  end
end
