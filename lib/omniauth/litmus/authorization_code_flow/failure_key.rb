# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # The failure key of OmniAuth, such as `:timeout`, for an error of a login.
      #
      # @api private
      module FailureKey
        # Raised by overrides that make calls of their own. omniauth-oauth2 rescued them, too.
        NETWORK = [::Errno::ECONNREFUSED, ::Errno::ECONNRESET, ::Errno::EHOSTUNREACH].freeze
        private_constant :NETWORK

        module_function

        # @param error [Exception]
        # @return [Symbol, nil] nil for an error that is none of a login, such as a bug in an override
        def of(error)
          case error
          when CallbackError then error.error == :csrf_detected ? :csrf_detected : :invalid_credentials
          when TimeoutError, ::Errno::ETIMEDOUT, *known("Timeout::Error", "OAuth2::TimeoutError") then :timeout
          when ConnectionError, *NETWORK, *known("SocketError", "OAuth2::ConnectionError") then :failed_to_connect
          when Error, *known("OAuth2::Error", "OmniAuth::Strategies::OAuth2::CallbackError") then :invalid_credentials
          end
        end

        # A class that is not loaded cannot have been raised.
        def known(*names)
          names.filter_map { |name| Object.const_get(name) if Object.const_defined?(name) }
        end
      end
    end
  end
end
