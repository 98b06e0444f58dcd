# frozen_string_literal: true

module Onboarding
  # The team at Litmos that is joined.
  class Team
    # There is no such team; nothing was done.
    class Missing < StandardError; end

    # @param litmos [OmniAuth::Litmos::Client]
    # @param name [String] or id
    # @raise [Missing, OmniAuth::Litmus::Error]
    def initialize(litmos, name)
      @litmos = litmos
      @team = litmos.teams.find_by(name:) || litmos.teams.find(name) || raise(Missing, missing(name))
    end

    # @return [String]
    def name
      @team["Name"]
    end

    # @return [String] its name in the outbox
    def list
      "#{@litmos.base_url} #{@team["Id"]}"
    end

    # @return [Array<String>] ids of its members now
    # @raise [OmniAuth::Litmus::Error]
    def members
      @litmos.teams.members(@team).map { |user| user["Id"].to_s }.to_a
    end

    # @param ids [Array<String>] of users
    # @return [OmniAuth::Litmos::Membership]
    # @raise [OmniAuth::Litmus::Error]
    def add(ids)
      @litmos.teams.add(@team, ids)
    end

    private

    def missing(name)
      names = @litmos.teams.first(10).map { |team| team["Name"] }
      "There is no team #{name.inspect} at Litmos, and nothing was done. There are: #{names.join(", ")}"
    end
  end
end
