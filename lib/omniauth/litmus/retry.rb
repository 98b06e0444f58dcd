# frozen_string_literal: true

module OmniAuth
  module Litmus
    # An attempt that did not settle a call: why it was made again, and after which pause.
    class Retry
      # Of the many calls that are made once.
      NONE = [].freeze

      # @param retries [Array<Array(Integer | Symbol, Float)>, nil] as the core tells them
      # @return [Array<Retry>] frozen
      def self.list(retries)
        retries ? retries.map { |reason, waited| new(reason, waited) }.freeze : NONE
      end

      # @return [Integer, Symbol] the status that it was answered with, or the code of the error that it ended with
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
