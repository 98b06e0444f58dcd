# frozen_string_literal: true

module OmniAuth
  module Litmus
    # An attempt of a call that was followed by another one: why, and after which pause.
    class Retry
      # Shared by the many calls that need no second attempt.
      NONE = [].freeze

      # @param retries [Array<Array(Integer | Symbol, Float)>, nil] from the core, such as `[[503, 1.0]]`
      # @return [Array<Retry>] frozen
      def self.list(retries)
        retries ? retries.map { |reason, waited| new(reason, waited) }.freeze : NONE
      end

      # @return [Integer, Symbol] the status of the response, such as 429, or the code of the error, such as `:timeout`
      attr_reader :reason

      # @return [Float] seconds until the next attempt
      attr_reader :waited

      # @param reason [Integer, Symbol]
      # @param waited [Float]
      def initialize(reason, waited)
        @reason = reason
        @waited = waited
        freeze
      end
    end
  end
end
