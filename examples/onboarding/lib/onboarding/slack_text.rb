# frozen_string_literal: true

module Onboarding
  # What messages in Slack have in common.
  module SlackText
    private

    # Slack notifies somebody whose member ID is mentioned; a name is a name only.
    def greeting(employee)
      id = employee.manager_slack_id
      id.empty? ? plain(employee.manager) : "<@#{id}>"
    end

    # Its three signs; nothing in an export or at Litmos mentions a channel or links anywhere.
    def plain(text)
      text.gsub(/[&<>]/, "&" => "&amp;", "<" => "&lt;", ">" => "&gt;").gsub(/\s+/, " ")
    end
  end
end
