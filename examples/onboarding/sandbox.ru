# frozen_string_literal: true

# A Litmos and a Slack to try the onboarding with. Both forget everything when this ends.

require "omniauth/litmos"
require "omniauth/litmos/sandbox"
require_relative "lib/onboarding/slack_sandbox"

map "/slack" do
  run Onboarding::SlackSandbox.new(on_message: ->(message) { puts "", "Slack got:", message["text"] })
end

# Who completes a course on their page (http://127.0.0.1:9393/) is told to this address.
run OmniAuth::Litmos::Sandbox.new(webhook: ENV.fetch("LITMOS_WEBHOOK_URL", nil))
