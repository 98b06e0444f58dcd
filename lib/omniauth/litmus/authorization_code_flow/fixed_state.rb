# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # Warns of an option `state` that is the same for every login; once in a process for each strategy.
      #
      # @api private
      module FixedState
        @warned = {}

        # @param strategy [OmniAuth::Strategy]
        # @return [void]
        def self.check(strategy)
          state = strategy.options[:state]
          return if @warned[strategy.name] || state.nil? || state.respond_to?(:call)

          @warned[strategy.name] = true
          strategy.log(:warn, "The option state is the same for every login, so it does not protect from forged " \
                              "callbacks: remove it, or give a lambda that returns a new one each time")
        end
      end
    end
  end
end
