# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Calls to the Instant API with an API key: the user of HTTP's Basic authentication, with an empty password
    # (RFC 7617). To the core it is a token of another scheme, and guarded like any.
    #
    # @api private
    class InstantKey
      include Unserializable

      # @param api_key [String, #call, nil]
      # @param host [String] the one origin besides Litmus's that it may go to
      # @param client_options [Hash] as for {Client}
      def initialize(api_key, host, client_options)
        @api_key = api_key
        @client_options = { **client_options, api_origins: [host, *client_options[:api_origins]] }
      end

      # @!method get(url, opts = {})
      #   @return [Response]
      #   @raise [ConfigurationError] without a key
      #   @raise [Error] as for {Client#request}
      # @!method post(url, opts = {})
      #   @see #get
      # @!method delete(url, opts = {})
      #   @see #get
      %i[get post delete].each do |verb|
        define_method(verb) do |url, opts = {}|
          key = present_key
          token(key).request(verb, url, opts)
        rescue ApiError => e
          e.with_description(e.description&.gsub(key, "[REDACTED]"))
          raise e.status == 401 ? refused(e) : e
        end
      end

      private

      def present_key
        key = Plain.text(@api_key.respond_to?(:call) ? @api_key.call : @api_key).to_s.strip
        return key unless key.empty?

        raise ConfigurationError.new("The api_key of the Instant API is missing", code: :missing_api_key,
                                                                                  hint: "Give api_key:, or a token")
      end

      def token(key)
        AccessToken.new(client, ["#{key}:"].pack("m0"), header_format: "Basic %s")
      end

      def client
        @client ||= Client.new(nil, nil, @client_options)
      end

      # A key is not renewed as a token is.
      def refused(error)
        hint = "Check the API key, or ask Litmus for one; an access token is given as the first argument"
        ApiError.new("The Instant API does not take the API key (HTTP 401)", code: error.code, hint:,
                                                                             response: error.response,
                                                                             description: error.description)
      end
    end
  end
end
