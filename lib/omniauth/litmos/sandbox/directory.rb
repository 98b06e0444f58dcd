# frozen_string_literal: true

require "monitor"
require "securerandom"

module OmniAuth
  module Litmos
    class Sandbox
      # The users, teams and imports of the account, in memory. Each operation holds the lock.
      #
      # @api private
      class Directory
        include OmniAuth::Litmus::Unserializable

        # Fields that an update leaves as they are.
        READ_ONLY = %w[Id CreatedDate].freeze
        private_constant :READ_ONLY

        # @return [Hash{String => Hash}] by id
        attr_reader :users, :teams, :imports

        # @param settings [Settings]
        def initialize(settings)
          @settings = settings
          @lock = Monitor.new
          @imports = {}
          @users = {}
          @by_name = {}
          settings.users.each { |user| add_user(user) }
          @teams = settings.teams.to_h { |team| [team.fetch("Id"), team] }
          @members = Hash.new { |hash, id| hash[id] = {} }
        end

        # @param attributes [Hash]
        # @return [Hash, nil] the user; nil if the name is taken
        def add_user(attributes)
          name = attributes["UserName"].to_s.downcase
          @lock.synchronize do
            next if @by_name.key?(name)

            user = { "Id" => SecureRandom.alphanumeric(12), "Active" => true, "CreatedDate" => @settings.now,
                     "Email" => attributes["UserName"], **attributes }
            @by_name[name] = user["Id"]
            @users[user["Id"]] = user
          end
        end

        # @param id [String] an id or a user name
        # @return [Hash, nil]
        def user(id)
          @lock.synchronize { @users[id] || @users[@by_name[id.downcase]] }
        end

        # @return [Hash, nil] the user; nil if there is none, or if the new name is taken
        def change_user(id, attributes)
          @lock.synchronize do
            user = @users[id] or next
            name = (attributes["UserName"] || user["UserName"]).to_s.downcase
            next unless @by_name.fetch(name, id) == id

            @by_name.delete(user["UserName"].to_s.downcase)
            @by_name[name] = id
            user.update(attributes.except(*READ_ONLY))
          end
        end

        # Creates or updates each user.
        #
        # @param list [Array<Hash>]
        # @return [Hash] the import
        def import(list)
          @lock.synchronize do
            outcomes = list.map { |user| import_user(user.transform_keys("Username" => "UserName")) }
            id = SecureRandom.alphanumeric(10)
            @imports[id] = { "Id" => id, "Status" => "Waiting", "ImportDate" => @settings.now, "Failed" => 0,
                             "TotalRecords" => outcomes.length, :polls => 0 }
          end
        end

        # Returns an import, which proceeds with each call: see the switch `import_polls`.
        #
        # @return [Hash, nil]
        def poll_import(id)
          @lock.synchronize do
            import = @imports[id] or next
            import[:polls] += 1
            import["Status"] = import[:polls] < @settings.import_polls ? "Processing" : "Completed"
            import
          end
        end

        # Inactive members are not listed.
        #
        # @return [Array<Hash>]
        def members(team_id)
          @lock.synchronize { @members[team_id].keys.map { |id| @users[id] }.select { |user| user && user["Active"] } }
        end

        # @return [void]
        def add_members(team_id, ids)
          return unless @settings.ignore_silently

          @lock.synchronize { ids.each { |id| @members[team_id][id] = true if @users.key?(id) } }
        end

        # @return [void]
        def remove_member(team_id, id)
          @lock.synchronize { @members[team_id].delete(id) }
        end

        private

        def import_user(user)
          add_user(user) || change_user(@by_name[user["UserName"].downcase], user)
        end
      end
    end
  end
end
