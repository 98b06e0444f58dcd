# frozen_string_literal: true

require "forwardable"
require "monitor"
require "securerandom"
require_relative "groups"

module OmniAuth
  module Litmos
    class Sandbox
      # The users, teams and imports of the account, in memory. Each operation holds the lock.
      #
      # @api private
      class Directory
        extend Forwardable
        include OmniAuth::Litmus::Unserializable

        # Fields that an update leaves as they are.
        READ_ONLY = %w[Id CreatedDate LoginKey].freeze
        # All fields of a user, in the order in which Litmos wrote them where it was recorded.
        FIELDS = %w[Id UserName FirstName LastName FullName Email AccessLevel DisableMessages Active Skype PhoneWork
                    PhoneMobile LastLogin LoginKey IsCustomUsername Password SkipFirstLogin TimeZone SalesforceId
                    OriginalId Street1 Street2 City State PostalCode Country CompanyName JobTitle CustomField1
                    CustomField2 CustomField3 Culture CustomField4 CustomField5 CustomField6 CustomField7 CustomField8
                    CustomField9 CustomField10 SalesforceContactId SalesforceAccountId CreatedDate Points Brand].freeze
        BLANK = FIELDS.to_h { |name| [name, ""] }.merge(
          "AccessLevel" => "Learner", "DisableMessages" => false, "Active" => true, "IsCustomUsername" => false,
          "SkipFirstLogin" => false, "TimeZone" => "UTC", "SalesforceId" => nil, "Culture" => "en-US",
          "SalesforceContactId" => nil, "SalesforceAccountId" => nil, "Points" => 0, "Brand" => "Default"
        ).freeze
        private_constant :READ_ONLY, :BLANK

        # @return [Hash{String => Hash}] by id
        attr_reader :users, :imports

        # @return [Groups]
        attr_reader :groups

        def_delegators :groups, :teams

        # @param settings [Settings]
        def initialize(settings)
          @settings = settings
          @lock = Monitor.new
          @imports = {}
          @users = {}
          @by_name = {}
          settings.users.each { |user| add_user(user) }
          @groups = Groups.new(settings.teams, users, @lock)
          @custom_fields = Hash.new { |hash, id| hash[id] = {} }
        end

        # @param attributes [Hash]
        # @return [Hash, nil] the user; nil if the name is taken
        def add_user(attributes)
          name = attributes["UserName"].to_s.downcase
          @lock.synchronize do
            next if @by_name.key?(name)

            made = { "Id" => SecureRandom.alphanumeric(12), "CreatedDate" => @settings.now,
                     "Email" => attributes["UserName"], "OriginalId" => @users.length + 1 }
            user = { **BLANK, **made, **attributes, login_key: SecureRandom.uuid }
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

        # @return [Boolean] whether there was such a user
        def delete_user(id)
          @lock.synchronize do
            user = @users.delete(id) or next false
            @by_name.delete(user["UserName"].to_s.downcase)
            groups.forget(id)
            true
          end
        end

        # Each key signs in once.
        #
        # @param key [String]
        # @return [Hash, nil] the user
        def sign_in(key)
          @lock.synchronize do
            user = @users.values.find { |one| one[:login_key] == key && one["Active"] } or next
            user.update(login_key: SecureRandom.uuid, "LastLogin" => @settings.now)
          end
        end

        # @return [Hash{String => Object}] by name
        def custom_fields(user_id)
          @lock.synchronize { @custom_fields[user_id].dup }
        end

        # Unknown names are ignored.
        #
        # @return [void]
        def set_custom_fields(user_id, fields)
          @lock.synchronize { @custom_fields[user_id].update(fields.slice(*@settings.custom_fields)) }
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
          groups.listed("users", team_id)
        end

        # @return [void]
        def add_members(team_id, ids)
          ids.each { |id| groups.add_to("users", team_id, id) } if @settings.ignore_silently
        end

        private

        def import_user(user)
          add_user(user) || change_user(@by_name[user["UserName"].downcase], user)
        end
      end
    end
  end
end
