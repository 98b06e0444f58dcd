# frozen_string_literal: true

module Onboarding
  # What the steps of a run share: Litmos, Slack (nil in a dry run), outbox, report, where progress is written to.
  Run = Struct.new(:litmos, :slack, :outbox, :report, :output, :dry, keyword_init: true) do
    # @param words [String]
    # @return [void]
    def progress(words)
      output.puts(words)
    end
  end
end
