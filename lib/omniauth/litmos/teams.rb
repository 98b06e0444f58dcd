# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The teams of an account, and their members.
    class Teams
      include Collection

      # @param name [String]
      # @return [Hash, nil] the team with exactly this name, in any case
      # @raise [Error]
      def find_by(name:)
        each(search: name).find { |team| team["Name"].to_s.casecmp?(name.to_s) }
      end

      # The active users of a team. Each page is requested when it is needed.
      #
      # @param team [String, Hash] an id, or a team
      # @param limit [Integer] entries of a page
      # @yieldparam user [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] if there is no such team
      # @raise [Error]
      def members(team, limit: PAGE_SIZE, &block)
        pages("teams", existing(team, "team", code: :no_such_team), "users", limit:, &block)
      end

      # Adds users to a team. Litmos silently ignores unknown ids, so team and users are read before, and the members
      # afterwards.
      #
      # @param team [String, Hash] an id, or a team
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @param send_message [Boolean] whether Litmos tells them by e-mail
      # @return [Membership] who was added, who was a member already, and who could not be added
      # @raise [NotFound] if there is no such team
      # @raise [Error] if the members cannot be read
      def add(team, users, send_message: false)
        MembershipChange.new(@client, team).add(Path.ids(users), send_message)
      end

      # Removes users from a team, with one request for each, and reads the members afterwards.
      #
      # @param team [String, Hash] an id, or a team
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @return [Membership] who was removed, who was not a member, and who could not be removed
      # @raise [NotFound] if there is no such team
      # @raise [Error] if the members cannot be read
      def remove(team, users)
        MembershipChange.new(@client, team).remove(Path.ids(users))
      end

      private

      def path = "/teams"
    end
  end
end
