# frozen_string_literal: true

module Onboarding
  # Which employee of the export a user at Litmos is: by the user's name, which is the work address.
  class Learners
    # Users that are worth a request each. From then on, the list of all is read.
    FEW = 3
    private_constant :FEW

    # @param litmos [OmniAuth::Litmos::Client]
    # @param employees [Array<Employee>]
    def initialize(litmos, employees)
      @litmos = litmos
      @employees = employees.to_h { |employee| [employee.email.downcase, employee] }
      @by_id = {}
      @requests = 0
    end

    # @param ids [Array<String>] of users
    # @return [Hash{String => Employee}] without users that are not in the export
    # @raise [OmniAuth::Litmus::Error]
    def of(ids)
      unknown = ids.uniq.reject { |id| @by_id.key?(id) }
      users(unknown).each { |user| @by_id[user["Id"].to_s] = @employees[user["UserName"].to_s.downcase] }
      @by_id.slice(*ids).compact
    end

    private

    def users(ids)
      return ids.filter_map { |id| @litmos.users.find(id) } if (@requests += ids.length) <= FEW

      @requests = 0
      @litmos.users.each
    end
  end
end
