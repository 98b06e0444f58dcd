# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Methods of OAuth2::Client that {Client} does not support: each raises an error that names the alternative.
    module Absent
      # @!method password
      #   @raise [ConfigurationError] always (RFC 6749 §4.3)
      # @!method implicit
      #   @raise [ConfigurationError] always (RFC 6749 §4.2)
      # @!method assertion
      #   @raise [ConfigurationError] always (RFC 7521 §4.1)
      %i[password implicit assertion].each do |grant|
        define_method(grant) { raise unsupported("The grant #{grant}", "Use auth_code or client_credentials") }
      end

      # @raise [ConfigurationError] always, because calls are not made by Faraday
      def connection
        raise unsupported("A Faraday connection", "Use request, and the setting connection_opts")
      end

      private

      def unsupported(what, hint)
        ConfigurationError.new("#{what} is not supported", code: :unsupported, hint:)
      end
    end
  end
end
