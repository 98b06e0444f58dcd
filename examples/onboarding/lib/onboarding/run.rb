# frozen_string_literal: true

require_relative "delivery"

module Onboarding
  # What the steps of a run share: Litmos, Slack (nil in a dry run), outbox, report, where progress is written to.
  # `assume` is what to take of messages of which Slack does not say whether it has them.
  Run = Struct.new(:litmos, :slack, :outbox, :report, :output, :dry, :assume, keyword_init: true) do
    # @param path [String] of the file beside which is noted what is being sent
    # @param list [String] what the messages are about
    # @return [Delivery]
    def delivery(path, list)
      Delivery.new(slack, "#{path}.sending", list, assume:)
    end

    # @param words [String]
    # @return [void]
    def progress(words)
      output.puts(words)
    end
  end
end
