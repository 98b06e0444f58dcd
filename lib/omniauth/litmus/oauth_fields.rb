# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The fields of an OAuth error response (RFC 6749 §5.2).
    module OAuthFields
      # @return [String, nil] the error code of RFC 6749 §5.2 or RFC 6750 §3.1, such as `"invalid_grant"`
      attr_reader :error

      # @return [String, nil] the provider's description, in one line of at most 256 characters, without the token
      attr_reader :description

      # @return [String, nil] the provider's page about the error, sanitised
      attr_reader :uri

      # @param message [String]
      # @param error [String, nil]
      # @param description [String, nil]
      # @param uri [String, nil]
      # @param fields [Hash] as for {Error#initialize}
      def initialize(message = nil, error: nil, description: nil, uri: nil, **fields)
        super(message, **fields)
        @error = error
        @description = description
        @uri = uri
      end
    end
  end
end
