# frozen_string_literal: true

require "json"

# What a reader of a document does, and how many seconds each thing takes: lines of JSON in the file that DIARY names.
# Without that variable it is not kept. `rake newcomer` makes a table of it.
#
#     {"document":"docs/guides/rails.md","part":0,"kind":"command","sections":["The complete example"],
#      "what":"bin/rails db:migrate","seconds":1.9}
class Diary
  # @param document [String]
  # @param part [Integer] of the document
  def initialize(document, part)
    @document = document
    @part = part
    @file = ENV.fetch("DIARY", nil)
  end

  # @return [Boolean]
  def kept? = !@file.nil?

  # @param kind [String] "file", "command", "console" or "browser"
  # @param blocks [Array<Document::Block>] that were copied
  # @param what [String, nil]
  # @return [Object] what the block returns
  def note(kind, blocks, what = nil)
    start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    yield.tap do
      seconds = (Process.clock_gettime(Process::CLOCK_MONOTONIC) - start).round(2)
      write(kind:, sections: blocks.map(&:section).uniq, what:, seconds:)
    end
  end

  private

  def write(**entry)
    return unless kept?

    File.write(@file, "#{JSON.generate({ document: @document, part: @part, **entry })}\n", mode: "a")
  end
end
