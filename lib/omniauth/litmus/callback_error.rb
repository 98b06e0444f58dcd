# frozen_string_literal: true

module OmniAuth
  module Litmus
    # What came back to the callback instead of a login (RFC 6749 §4.1.2.1), under the Ruby stack's name and fields.
    class CallbackError < StandardError
      # @return [Symbol, String, nil] the error code
      attr_accessor :error

      # @return [String, nil] the description
      attr_accessor :error_reason

      # @return [String, nil] a page about it
      attr_accessor :error_uri

      # @param error [Symbol, String, nil]
      # @param error_reason [String, nil]
      # @param error_uri [String, nil]
      def initialize(error, error_reason = nil, error_uri = nil)
        super()
        @error = error
        @error_reason = error_reason
        @error_uri = error_uri
      end

      # @return [String] the message
      def to_s
        [error, error_reason, error_uri].compact.join(" | ")
      end
    end
  end
end
