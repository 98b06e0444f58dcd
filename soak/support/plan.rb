# frozen_string_literal: true

require_relative "fault"

module Soak
  # Which fault meets which of a number of things: one in a hundred, drawn by a seeded generator, and every fault as
  # often as any other, but for the slow ones.
  class Plan
    # One fault for so many.
    SHARE = 100

    # @param count [Integer] of what there is
    # @param stages [Array<Symbol>]
    # @param random [Random]
    def initialize(count, stages, random)
      each = stages.product(Fault::QUICK + [:slow])
      again = stages.product(Fault::QUICK)
      deck = (each.shuffle(random:) + again.shuffle(random:)).map { |stage, kind| Fault.new(stage, kind) }
      chosen = (1..count).each_slice(SHARE).filter_map { |slice| slice.sample(random:) if slice.size == SHARE }
      @faults = chosen.zip(deck.cycle).to_h
    end

    # @param number [Integer] from 1
    # @param stage [Symbol]
    # @return [Fault, nil] what happens to it at this stage
    def fault(number, stage)
      @faults[number]&.then { |fault| fault if fault.stage == stage }
    end

    # @return [Hash{Integer => Fault}]
    def to_h = @faults
  end
end
