# frozen_string_literal: true

require "socket" # for SocketError
require "timeout" # for Timeout::Error

module OmniAuth
  module Litmus
    # Which of OmniAuth's failure keys an error of a login becomes.
    #
    # @api private
    module Failure
      # Raised by overrides that make calls of their own, as the Ruby stack had them rescued.
      NETWORK = [::SocketError, ::Errno::ECONNREFUSED, ::Errno::ECONNRESET, ::Errno::EHOSTUNREACH].freeze
      private_constant :NETWORK

      module_function

      # @param error [Exception]
      # @return [Symbol, nil] nil for an error that is not a login's
      def key(error)
        case error
        when CallbackError then error.error == :csrf_detected ? :csrf_detected : :invalid_credentials
        when TimeoutError, ::Timeout::Error, ::Errno::ETIMEDOUT, *ruby_stack(:TimeoutError) then :timeout
        when ConnectionError, *NETWORK, *ruby_stack(:ConnectionError) then :failed_to_connect
        when Error, *ruby_stack(:Error) then :invalid_credentials
        end
      end

      # The oauth2 gem's errors, where an app has it for overrides of its own.
      def ruby_stack(name)
        defined?(::OAuth2) && ::OAuth2.const_defined?(name, false) ? [::OAuth2.const_get(name, false)] : []
      end
    end
  end
end
