# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Warns once in a process of a state that is the same for every login.
    #
    # @api private
    module FixedState
      @warned = false

      # @param strategy [OmniAuth::Strategy]
      # @return [void]
      def self.check(strategy)
        state = strategy.options[:state]
        return if @warned || state.nil? || state.respond_to?(:call)

        @warned = true
        strategy.log(:warn, "The option state is the same for every login, so it protects nobody from forged " \
                            "callbacks: remove it, or give a lambda that makes a new one")
      end
    end
  end
end
