# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The API's rate limit, as a response states it: Litmus sends `X-RateLimit-Limit`, `-Remaining` and `-Reset`.
    class RateLimit
      # @return [Integer, nil] requests allowed in a window
      attr_reader :limit

      # @return [Integer, nil] requests left in this window
      attr_reader :remaining

      # @return [Time, nil] when the window ends, by this machine's clock; at most a day after the response
      attr_reader :reset_at

      # @param limit [Integer, nil]
      # @param remaining [Integer, nil]
      # @param reset_at [Integer, nil] seconds since the epoch
      def initialize(limit, remaining, reset_at)
        @limit = limit
        @remaining = remaining
        @reset_at = reset_at && Time.at(reset_at)
        freeze
      end
    end
  end
end
