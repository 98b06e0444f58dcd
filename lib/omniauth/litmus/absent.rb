# frozen_string_literal: true

module OmniAuth
  module Litmus
    # What clients of the oauth2 gem have and this one has not: an error that says what to use instead.
    module Absent
      # @!method password
      #   @raise [ConfigurationError] always (RFC 6749 §4.3)
      # @!method implicit
      #   @raise [ConfigurationError] always (RFC 6749 §4.2)
      # @!method assertion
      #   @raise [ConfigurationError] always (RFC 7521 §4.1)
      %i[password implicit assertion].each do |grant|
        define_method(grant) { raise absent("the grant #{grant}", "Use auth_code, or client_credentials") }
      end

      # @raise [ConfigurationError] always: the calls are not made by Faraday
      def connection
        raise absent("a connection of Faraday's", "Use request, and connection_opts for what is to be set")
      end

      private

      def absent(what, hint)
        ConfigurationError.new("This client does not have #{what}", code: :unsupported, hint:)
      end
    end
  end
end
