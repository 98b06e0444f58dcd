# frozen_string_literal: true

module OmniAuth
  module Litmus
    class InstantApi
      # Calls the Instant API with an API key, sent as the user of HTTP Basic authentication with an empty password
      # (RFC 7617). The core treats it as a token with another scheme, and sends it to known origins only.
      #
      # @api private
      class KeyAccess
        include Unserializable

        # @param api_key [String, #call, nil]
        # @param host [String] the origin that the key may be sent to, besides Litmus's
        # @param client_options [Hash] as for {Client}
        def initialize(api_key, host, client_options)
          @api_key = api_key
          @host = host
          @client_options = { **client_options, api_origins: [host, *client_options[:api_origins]] }
        end

        # @return [Client] which makes the calls
        def client
          @client ||= Client.new(nil, nil, @client_options)
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
          key = Testing::Rerouting.instant_api_key(key, @host) if defined?(Testing::Rerouting)
          return key unless key.empty?

          raise ConfigurationError.new("The api_key of the Instant API is missing", code: :missing_api_key,
                                                                                    hint: "Give api_key:, or a token")
        end

        def token(key)
          AccessToken.new(client, ["#{key}:"].pack("m0"), header_format: "Basic %s")
        end

        # A token would be renewed; a key has to be checked by the app.
        def refused(error)
          hint = "Check the API key, or ask Litmus for one; pass an access token as the first argument"
          ApiError.new("The Instant API does not accept the API key (HTTP 401)",
                       code: error.code, hint:, response: error.response, description: error.description)
        end
      end
    end
  end
end
