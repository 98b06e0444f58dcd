# frozen_string_literal: true

require "json"
require_relative "slack_api"

module Onboarding
  # Messages to managers, and whether they are there. A message has a key in its metadata, which nobody sees in Slack.
  # (An incoming webhook would need no scopes; but it cannot be asked what it has written.)
  class Slack
    EVENT = "litmos_onboarding"
    # Clocks differ: history is read from so many seconds before the message.
    SKEW = 3600
    # Messages a page; Slack may give fewer.
    PAGE = "200"
    private_constant :EVENT, :SKEW, :PAGE

    # @param api [SlackApi]
    # @param channel [String, nil] id of a channel, for managers without a member ID
    def initialize(api, channel: nil)
      @api = api
      @channel = channel
      @conversations = {}
    end

    # @param employee [Employee]
    # @return [String] id of the conversation with the manager, or of the channel
    # @raise [SlackFailed]
    def conversation(employee)
      member = employee.manager_slack_id
      return @channel || raise(SlackFailed, "no Manager Slack ID, and no SLACK_CHANNEL") if member.empty?

      @conversations[member] ||= @api.call("conversations.open", { users: member }).dig("channel", "id")
    end

    # @param channel [String]
    # @param text [String]
    # @param key [String]
    # @return [void]
    # @raise [SlackFailed]
    def post(channel, text, key)
      metadata = JSON.generate({ event_type: EVENT, event_payload: { key: } })
      @api.call("chat.postMessage", { channel:, text:, metadata: })
    end

    # @param channel [String]
    # @param key [String]
    # @param since [Integer] seconds
    # @return [Boolean] whether there is such a message
    # @raise [SlackFailed]
    def posted?(channel, key, since)
      arguments = { channel:, oldest: (since - SKEW).to_s, limit: PAGE, include_all_metadata: "true" }
      loop do
        page = @api.call("conversations.history", arguments)
        return true if messages(page).any? { |message| message.dig("metadata", "event_payload", "key") == key }

        cursor = page.dig("response_metadata", "next_cursor").to_s
        return false if cursor.empty?

        arguments = { **arguments, cursor: }
      end
    end

    private

    def messages(page)
      page.fetch("messages") { raise SlackUncertain, "Slack's answer has no messages" }
    end
  end
end
