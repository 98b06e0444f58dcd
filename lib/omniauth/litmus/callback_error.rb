# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The provider's error response (RFC 6749 §4.1.2.1), or a callback that completes no login. It has the name and the
    # fields of omniauth-oauth2's CallbackError.
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
