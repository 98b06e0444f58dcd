# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Webhook
      # Reads the achievements that events are about.
      #
      # @api private
      class Confirmation
        include OmniAuth::Litmus::Unserializable

        # Events that are worth a request each. More are looked for among all achievements of the last days.
        FEW = 3
        # Users that are asked for at a time: events that nobody has sent must not use up the rate limit.
        MOST_USERS = 10
        # Of a user, newest first.
        NEWEST = 100
        # The statuses for a user that is not there.
        UNKNOWN = [400, 404].freeze
        # An event may have been on its way for a while, and the account's days may not be those of UTC.
        DAYS = 2 * 86_400
        private_constant :FEW, :MOST_USERS, :NEWEST, :UNKNOWN, :DAYS

        # @param client [Client]
        def initialize(client)
          @client = client
        end

        # @param events [Array<Event>]
        # @return [Hash{String => Hash}] achievements by id; those that the API does not have are left out
        # @raise [Error]
        def call(events)
          found = events.length > FEW ? recent(events) : {}
          missing = events.reject { |event| found.key?(event.id) }.group_by(&:user_id)
          missing.first(MOST_USERS).each { |user_id, few| found.update(of_user(user_id, few)) }
          found
        end

        private

        def recent(events)
          since = events.map(&:received_at).min - DAYS
          matching(events, @client.achievements.each(since:))
        end

        def of_user(user_id, events)
          matching(events, @client.achievements.each(user: user_id, limit: NEWEST).first(NEWEST))
        rescue OmniAuth::Litmus::ApiError => e
          raise unless UNKNOWN.include?(e.status)

          {}
        end

        # Reads no further than to the last of them.
        def matching(events, achievements)
          users = events.to_h { |event| [event.id, event.user_id] }
          achievements.each_with_object({}) do |row, found|
            id = row["AchievementId"].to_s
            found[id] = row if users.key?(id) && users[id] == row["UserId"].to_s
            break found if found.length == users.length
          end
        end
      end
    end
  end
end
