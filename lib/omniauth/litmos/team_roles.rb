# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The methods of {Teams} that are about leaders and admins: members who may see the results of a team, and members
    # who may administer it.
    module TeamRoles
      # As paths have them.
      ROLES = { leader: "leaders", admin: "admins" }.freeze
      private_constant :ROLES

      # The leaders of a team. Each page is requested when it is needed.
      #
      # @param team [String, Hash] an id, or a team
      # @param limit [Integer] entries of a page
      # @yieldparam user [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, if there is no such team
      # @raise [Error]
      def leaders(team, limit: 500, &block)
        pages_below(team, "leaders", limit:, &block)
      end

      # The administrators of a team. Each page is requested when it is needed.
      #
      # @param team [String, Hash] an id, or a team
      # @param limit [Integer] entries of a page
      # @yieldparam user [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, if there is no such team
      # @raise [Error]
      def admins(team, limit: 500, &block)
        pages_below(team, "admins", limit:, &block)
      end

      # Makes members of a team its leaders or admins, with one request for each, and reads the list afterwards.
      #
      # @param team [String, Hash] an id, or a team
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @param role [Symbol] `:leader` or `:admin`
      # @return [Membership] who was promoted, who was that already, and who could not be promoted
      # @raise [NotFound] if there is no such team
      # @raise [ArgumentError] for another role
      # @raise [Error] if the lists cannot be read
      def promote(team, users, role = :leader)
        ids = Path.ids(users)
        MembershipChange.new(@client, team, list_of(role)).promote(ids)
      end

      # Takes the role from leaders or admins of a team, with one request for each, and reads the list afterwards. They
      # stay members.
      #
      # @param team [String, Hash] an id, or a team
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @param role [Symbol] `:leader` or `:admin`
      # @return [Membership] who was demoted, who was not that, and who could not be demoted
      # @raise [NotFound] if there is no such team
      # @raise [ArgumentError] for another role
      # @raise [Error] if the list cannot be read
      def demote(team, users, role = :leader)
        ids = Path.ids(users)
        MembershipChange.new(@client, team, list_of(role)).remove(ids)
      end

      private

      def list_of(role)
        ROLES.fetch(role.to_s.to_sym) { raise ArgumentError, "the role is :leader or :admin, not #{role.inspect}" }
      end
    end
  end
end
