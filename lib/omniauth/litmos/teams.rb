# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The teams of an account, and who is in them.
    class Teams
      include Enumerable
      include OmniAuth::Litmus::Unserializable

      PATH = "/teams"
      PAGE = 500
      private_constant :PATH, :PAGE

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # All teams, page by page as they are wanted.
      #
      # @param limit [Integer] entries of a page
      # @param params [Hash] further parameters, such as `search`
      # @yieldparam team [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [Error]
      def each(limit: PAGE, **params, &block)
        pages = Pages.new(@client, PATH, limit:, params:)
        block ? pages.each(&block) : pages.lazy
      end

      # @param id [String]
      # @return [Hash, nil]
      # @raise [Error]
      def find(id)
        @client.find(PATH, Path.id(id))
      end

      # @param name [String]
      # @return [Hash, nil] the team with exactly this name, in any case of letters
      # @raise [Error]
      def find_by(name:)
        each(search: name).find { |team| team["Name"].to_s.casecmp?(name.to_s) }
      end

      # The active users of a team, page by page as they are wanted.
      #
      # @param team [String, Hash] an id, or a team
      # @param limit [Integer] entries of a page
      # @yieldparam user [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] where there is no such team
      # @raise [Error]
      def members(team, limit: PAGE, &block)
        id = existing(team)
        pages = Pages.new(@client, Path.to("teams", id, "users"), limit:)
        block ? pages.each(&block) : pages.lazy
      end

      # Adds users to a team. Litmos ignores ids that are wrong, and says nothing of it: so team and users are looked up
      # before, and the members afterwards.
      #
      # @param team [String, Hash] an id, or a team
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @param send_message [Boolean] whether Litmos tells them by e-mail
      # @return [Membership] who was added, who had been there, and who was not added and why
      # @raise [NotFound] where there is no such team
      # @raise [Error] where it cannot be seen who is in it
      def add(team, users, send_message: false)
        MembershipChange.new(@client, team).add(Path.ids(users), send_message)
      end

      # Removes users from a team, one request each, and looks who is left.
      #
      # @param team [String, Hash] an id, or a team
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @return [Membership] who was removed, who had not been there, and who was not removed and why
      # @raise [NotFound] where there is no such team
      # @raise [Error] where it cannot be seen who is in it
      def remove(team, users)
        MembershipChange.new(@client, team).remove(Path.ids(users))
      end

      private

      def existing(team)
        id = Path.id(team)
        return id if find(id)

        hint = "See teams.each for those that there are"
        raise NotFound.new("There is no such team", code: :no_such_team, hint:)
      end
    end
  end
end
