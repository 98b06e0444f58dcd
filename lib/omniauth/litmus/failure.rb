# frozen_string_literal: true

module OmniAuth
  module Litmus
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
        when Error, *known("OAuth2::Error") then :invalid_credentials
        end
      end

      # What is not loaded was not raised.
      def known(*names)
        names.filter_map { |name| Object.const_get(name) if Object.const_defined?(name) }
      end
    end
  end
end
