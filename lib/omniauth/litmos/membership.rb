# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The outcome of adding users to a team, or to its leaders or admins, or of removing them. An item is the id of a
    # user.
    class Membership < ChangeReport
      # Why a membership has not changed, and what to do.
      REASONS = {
        no_such_user: "No user of this account has this id: find or create the user first",
        inactive: "The user is inactive, and a team lists only active users: activate the user",
        not_a_member: "The user is no active member of the team: add the user first",
        not_updated: "Litmos accepted the request and did not carry it out: the API key's user may not change this " \
                     "team",
        request_failed: "The request failed (see error): try again, nothing is done twice"
      }.freeze

      # @return [String] of the team
      attr_reader :team_id

      # @param team_id [String]
      # @param outcome [Hash] as for {ChangeReport#initialize}
      def initialize(team_id, **outcome)
        @team_id = team_id
        super(**outcome)
      end
    end
  end
end
