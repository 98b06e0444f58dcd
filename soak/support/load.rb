# frozen_string_literal: true

require_relative "growth"
require_relative "table"

module Soak
  # A crowd at work, and what that leaves in the processes that are watched.
  class Load
    # @return [Growth]
    attr_reader :growth

    # What a tenth of the work leaves is there for good; it must not become more.
    #
    # @param crowd [Crowd] works through the numbers from 1 to `count`
    # @param count [Integer]
    # @param watched [#pids] asked after that tenth
    def initialize(crowd, count, watched)
      tenth = count / 10
      first = crowd.work(1..tenth)
      @growth = Growth.new(watched.pids)
      began = now
      rest = crowd.work((tenth + 1)..count)
      @rate = (count - tenth) / (now - began)
      @growth.end_here
      @result = first + rest
    end

    # @return [Hash{Integer => String}] what went wrong
    def outcomes = @result.outcomes

    # @return [Array<Float>] what each that went well took, in ms
    def times = @result.times

    # @return [Array<Numeric>] how many a second; and half took at most so many ms, 99 of 100 at most so many
    def speed = [@rate.round, *Table.percentiles(times)]

    private

    def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  end
end
