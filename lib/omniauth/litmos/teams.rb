# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The teams of an account, and their members.
    class Teams
      include EditableCollection
      include LearningAssignments
      include TeamRoles

      # @param name [String]
      # @return [Hash, nil] the team with exactly this name, in any case
      # @raise [ConfigurationError] without a name
      # @raise [Error]
      def find_by(name:)
        named(name)
      end

      # It is not retried if the response is lost, since the team may have been created: look for it by name.
      #
      # @param attributes [Hash] `Name`, and `Description` and other fields of the API
      # @param parent [String, Hash, nil] an id, or a team: the new one is below it
      # @return [Hash, nil] the team, if the API returns it
      # @raise [NotFound] if there is no such parent
      # @raise [Error]
      def create(attributes, parent: nil)
        @client.post(parent ? "#{path}#{Path.to(Path.id(parent), "teams")}" : path, json: fields(attributes))
      rescue OmniAuth::Litmus::ApiError => e
        raise(parent && NotFound.meant_by?(e) ? absent : e)
      end

      # The teams below a team, without those below them. Each page is requested when it is needed.
      #
      # @param team [String, Hash] an id, or a team
      # @param limit [Integer] entries of a page
      # @yieldparam team [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, if there is no such team
      # @raise [Error]
      def children(team, limit: PAGE_SIZE, &block)
        pages_below(team, "teams", limit:, &block)
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
        pages_below(existing(team), "users", limit:, &block)
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
        ids = Path.ids(users)
        MembershipChange.new(@client, team).add(ids, send_message)
      end

      # Removes users from a team, with one request for each, and reads the members afterwards.
      #
      # @param team [String, Hash] an id, or a team
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @return [Membership] who was removed, who was not a member, and who could not be removed
      # @raise [NotFound] if there is no such team
      # @raise [Error] if the members cannot be read
      def remove(team, users)
        ids = Path.ids(users)
        MembershipChange.new(@client, team).remove(ids)
      end

      private

      def path = "/teams"

      def absent
        NotFound.new("There is no such team", code: :no_such_team, hint: "See teams.each")
      end

      # Litmos takes a list, as for assigning.
      def unassign(team, kind, ids)
        @client.delete("#{path}#{Path.to(team, SEGMENTS.fetch(kind))}", json: entries(kind, ids))
      end

      # With `true`, a course is only put into the team's library, where its members may choose it.
      def entries(kind, ids)
        return super unless kind == :courses

        ids.map { |id| { Id: id, CourseTeamLibrary: false } }
      end
    end
  end
end
