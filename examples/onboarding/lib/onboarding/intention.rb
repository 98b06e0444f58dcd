# frozen_string_literal: true

module Onboarding
  # A message that is being sent: its key, when that began (seconds), to which of Slack's channels, which manager is
  # told, and the ids of what is told.
  Intention = Struct.new(:key, :at, :channel, :manager, :ids, keyword_init: true)
end
