# frozen_string_literal: true

module Onboarding
  # Slack has not done what it was asked to.
  class SlackFailed < StandardError; end
end
