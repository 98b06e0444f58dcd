# frozen_string_literal: true

require "securerandom"

module OmniAuth
  module Litmos
    class Sandbox
      # The teams of the account with their members, leaders and admins, in memory. Each operation holds the lock.
      #
      # @api private
      class Groups
        include OmniAuth::Litmus::Unserializable

        # Fields that an update leaves as they are.
        READ_ONLY = %w[Id ParentTeamId].freeze
        # The lists of a team, as paths have them.
        LISTS = %w[users leaders admins].freeze
        BLANK = { "Id" => nil, "Name" => "", "Description" => "" }.freeze
        private_constant :READ_ONLY, :LISTS, :BLANK

        # @return [Hash{String => Hash}] by id
        attr_reader :teams

        # @param teams [Array<Hash>]
        # @param users [Hash{String => Hash}] by id
        # @param lock [Monitor]
        def initialize(teams, users, lock)
          @teams = teams.to_h { |team| [team.fetch("Id"), { **BLANK, **team }] }
          @users = users
          @lock = lock
          @lists = LISTS.to_h { |list| [list, Hash.new { |hash, team_id| hash[team_id] = {} }] }
        end

        # @param attributes [Hash]
        # @param parent [String, nil] an id
        # @return [Hash] the team
        def add(attributes, parent: nil)
          team = { **BLANK, **attributes, "Id" => SecureRandom.alphanumeric(12), "ParentTeamId" => parent }
          @lock.synchronize { @teams[team["Id"]] = team }
        end

        # @return [void]
        def change(id, attributes)
          @lock.synchronize { @teams[id] = { **@teams.fetch(id), **attributes.except(*READ_ONLY) } }
        end

        # @return [void]
        def delete(id)
          @lock.synchronize { [@teams, *@lists.values].each { |list| list.delete(id) } }
        end

        # @return [Array<Hash>]
        def children(id)
          @lock.synchronize { @teams.values.select { |team| team["ParentTeamId"] == id } }
        end

        # Inactive users are in no list.
        #
        # @param list [String] `"users"`, `"leaders"` or `"admins"`
        # @return [Array<Hash>] users
        def listed(list, id)
          @lock.synchronize do
            @lists.fetch(list)[id].keys.map { |user_id| @users[user_id] }.select { |user| user && user["Active"] }
          end
        end

        # @return [Boolean] false for a leader or an admin who is not a member
        def add_to(list, id, user_id)
          @lock.synchronize do
            next false unless @users.key?(user_id) && (list == "users" || @lists["users"][id].key?(user_id))

            @lists.fetch(list)[id][user_id] = true
          end
        end

        # A user who is no member any more has no role.
        #
        # @return [Boolean] whether the user was in the list
        def remove_from(list, id, user_id)
          @lock.synchronize do
            gone = @lists.fetch(list)[id].delete(user_id)
            @lists.each_value { |teams| teams[id].delete(user_id) } if list == "users"
            gone ? true : false
          end
        end

        # @return [Array<Hash>] teams
        def of_user(user_id)
          @lock.synchronize { @teams.values.select { |team| @lists["users"][team["Id"]].key?(user_id) } }
        end

        # @return [void]
        def forget(user_id)
          @lock.synchronize { @lists.each_value { |teams| teams.each_value { |ids| ids.delete(user_id) } } }
        end
      end
    end
  end
end
