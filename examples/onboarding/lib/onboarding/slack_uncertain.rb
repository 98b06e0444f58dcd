# frozen_string_literal: true

require_relative "slack_failed"

module Onboarding
  # Nobody knows whether Slack has done what it was asked to: its answer is lost.
  class SlackUncertain < SlackFailed; end
end
