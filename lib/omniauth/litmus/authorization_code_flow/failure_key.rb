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

    # Which of OmniAuth's failure keys an error of a login becomes.
    #
    # @api private
    module Failure
      # Raised by overrides that make calls of their own, as the Ruby stack had them rescued.
      NETWORK = [::Errno::ECONNREFUSED, ::Errno::ECONNRESET, ::Errno::EHOSTUNREACH].freeze
      private_constant :NETWORK

      module_function

      # @param error [Exception]
      # @return [Symbol, nil] nil for an error that is not a login's
      def key(error)
        case error
        when CallbackError then error.error == :csrf_detected ? :csrf_detected : :invalid_credentials
        when TimeoutError, ::Errno::ETIMEDOUT, *known("Timeout::Error", "OAuth2::TimeoutError") then :timeout
        when ConnectionError, *NETWORK, *known("SocketError", "OAuth2::ConnectionError") then :failed_to_connect
        when Error, *known("OAuth2::Error", "OmniAuth::Strategies::OAuth2::CallbackError") then :invalid_credentials
        end
      end

      # What is not loaded was not raised.
      def known(*names)
        names.filter_map { |name| Object.const_get(name) if Object.const_defined?(name) }
      end
    end
  end
end
