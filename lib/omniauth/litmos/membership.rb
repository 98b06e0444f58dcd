# frozen_string_literal: true

module OmniAuth
  module Litmos
    # What came of adding users to a team, or of removing them, as it was seen afterwards.
    class Membership
      include OmniAuth::Litmus::Unserializable

      # Why a user is not where it was to be, and what to do.
      REASONS = {
        no_such_user: "No user of this account has this id: find or create the user first",
        inactive: "The user is inactive, and a team lists its active users only: activate the user",
        not_updated: "Litmos has accepted the request and not done it: the API key's user may not change this team",
        request_failed: "The request has failed (see error): try again, nothing is done twice"
      }.freeze

      # @return [String] of the team
      attr_reader :team_id

      # @return [Array<String>] ids of the users that were added, or removed
      attr_reader :done

      # @return [Array<String>] ids of the users that had been members before, or had been none
      attr_reader :already

      # @return [Hash{String => Symbol}] the other ids with the reason: a key of {REASONS}
      attr_reader :failed

      # @return [Error, nil] what a request ended in
      attr_reader :error

      # @param team_id [String]
      # @param done [Array<String>]
      # @param already [Array<String>]
      # @param failed [Hash{String => Symbol}]
      # @param error [Error, nil]
      def initialize(team_id, done: [], already: [], failed: {}, error: nil)
        @team_id = team_id
        @done = done
        @already = already
        @failed = failed
        @error = error
        freeze
      end

      # @return [Boolean] whether everyone is where they were to be
      def complete?
        failed.empty?
      end

      # @return [Array<String>] a line for each that is not: its id, the reason, and what to do
      def hints
        failed.map { |id, reason| "#{id}: #{reason}. #{REASONS.fetch(reason)}" }
      end
    end
  end
end
