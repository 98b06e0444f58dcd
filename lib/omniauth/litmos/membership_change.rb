# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Adds users to a list of a team (members, leaders or admins), or removes them: reads the list, requests the change,
    # and reads the list again.
    #
    # @api private
    class MembershipChange
      include OmniAuth::Litmus::Unserializable

      # Up to this many users are read one by one; more of them from the list of all users.
      MAX_SINGLE_READS = 10
      # Ids in a request.
      MAX_IDS = 500
      # The methods of {Teams} that read a list.
      LISTS = { "users" => :members, "leaders" => :leaders, "admins" => :admins }.freeze
      private_constant :MAX_SINGLE_READS, :MAX_IDS, :LISTS

      # @param client [Client]
      # @param team [String, Hash]
      # @param list [String] the list as paths have it: `"users"`, `"leaders"` or `"admins"`
      def initialize(client, team, list = "users")
        @client = client
        @team_id = Path.id(team)
        @list = list
        @before = listed
      end

      # @param ids [Array<String>]
      # @param send_message [Boolean]
      # @return [Membership]
      def add(ids, send_message)
        users = existing_users(ids - @before)
        error = attempt { post(users.keys, send_message) }
        after = users.empty? ? @before : listed
        failed = (ids - @before - after).to_h { |id| [id, reason(users[id], error)] }
        Membership.new(@team_id, done: users.keys & after, already: ids & @before, failed:, error:)
      end

      # @param ids [Array<String>]
      # @return [Membership]
      def remove(ids)
        present = ids & @before
        error = attempt { present.each { |id| @client.delete(Path.to("teams", @team_id, @list, id)) } }
        after = present.empty? ? @before : listed
        Membership.new(@team_id, done: present - after, already: ids - @before, failed: failed(present & after, error),
                                 error:)
      end

      # @param ids [Array<String>]
      # @return [Membership]
      def promote(ids)
        missing = ids - @before
        members = missing.empty? ? [] : missing & listed("users")
        error = attempt { members.each { |id| @client.put(Path.to("teams", @team_id, @list, id)) } }
        after = members.empty? ? @before : listed
        failed = { **failed(members - after, error), **(missing - members).to_h { |id| [id, :not_a_member] } }
        Membership.new(@team_id, done: members & after, already: ids & @before, failed:, error:)
      end

      private

      # @return [Array<String>] ids of users
      def listed(list = @list)
        @client.teams.public_send(LISTS.fetch(list), @team_id).map { |user| user["Id"].to_s }.to_a
      end

      # @return [Hash{String => Hash}] by id
      def existing_users(ids)
        return ids.to_h { |id| [id, user(id)] }.compact if ids.length <= MAX_SINGLE_READS

        wanted = ids.to_h { |id| [id, true] }
        users = @client.users.each.select { |user| wanted.key?(user["Id"].to_s) }
        users.first(ids.length).to_h { |user| [user["Id"].to_s, user] }
      end

      # {Users#find} takes user names as well, but a team takes only ids.
      def user(id)
        user = @client.users.find(id)
        user if user && user["Id"].to_s == id
      end

      def post(ids, send_message)
        ids.each_slice(MAX_IDS) do |slice|
          @client.post(Path.to("teams", @team_id, "users"), json: slice.map { |id| { Id: id } },
                                                            params: { sendmessage: send_message })
        end
      end

      # A request that failed may have worked all the same, so the members are read again after it, too.
      def attempt
        yield
        nil
      rescue OmniAuth::Litmus::Error => e
        raise if e.is_a?(OmniAuth::Litmus::ConfigurationError)

        e
      end

      def failed(ids, error)
        ids.to_h { |id| [id, reason({}, error)] }
      end

      def reason(user, error)
        return :no_such_user unless user
        return :inactive if user["Active"] == false

        error ? :request_failed : :not_updated
      end
    end
  end
end
