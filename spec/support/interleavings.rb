# frozen_string_literal: true

require "omniauth/litmus/token_source"
require "omniauth/litmus/stores/compare_and_set"
require_relative "interleavings/explorer"
require_relative "interleavings/scenario"
require_relative "interleavings/stand_ins"

# Runs the real token source of several simulated processes, one step of one of them at a time, in every order or in
# very many. What happens between two processes happens in the store and at the provider; so every operation there is
# a step, and between two steps anybody else may take theirs, or a fault may come.
#
#     scenario = Interleavings::Scenario.new(processes: 2, rotation: :immediate, faults: { die: 1 })
#     Interleavings::Explorer.exhaust(scenario)      # raises Interleavings::Violation with the schedule
module Interleavings
  # A schedule has led to what none may lead to.
  class Violation < StandardError; end
end
