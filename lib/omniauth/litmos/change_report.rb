# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The outcome of a change, as the API showed it afterwards. Subclasses say what an item is, and have the `REASONS`
    # why one may have failed.
    class ChangeReport
      include OmniAuth::Litmus::Unserializable

      # @return [Array] items that were changed
      attr_reader :done

      # @return [Array] items that were so already
      attr_reader :already

      # @return [Hash{Object => Symbol}] the other items, with the reason: a key of `REASONS`
      attr_reader :failed

      # @return [Error, nil] of the last request that failed
      attr_reader :error

      # @param done [Array]
      # @param already [Array]
      # @param failed [Hash{Object => Symbol}]
      # @param error [Error, nil]
      def initialize(done: [], already: [], failed: {}, error: nil)
        @done = done
        @already = already
        @failed = failed
        @error = error
        freeze
      end

      # @return [Boolean] whether nothing failed
      def complete?
        failed.empty?
      end

      # @return [Array<String>] for each failed item: its ids, the reason, and what to do
      def hints
        failed.map { |item, reason| "#{Array(item).join(", ")}: #{reason}. #{self.class::REASONS.fetch(reason)}" }
      end
    end
  end
end
