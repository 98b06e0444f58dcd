# frozen_string_literal: true

module OmniAuth
  module Litmus
    class InstantApi
      # Calls with an API key: the user of HTTP's Basic scheme (RFC 7617), without a password. To the core it is a token
      # in a header, and guarded like any.
      #
      # @api private
      class KeyAccess
        include Unserializable

        FORMAT = { header_format: "Basic %s" }.freeze
        private_constant :FORMAT

        # @param api_key [String, #call, nil]
        # @param host [String] an origin
        # @param client_options [Hash] as for {Client}
        def initialize(api_key, host, client_options)
          @api_key = api_key
          @client = Client.new(nil, nil, { **client_options, site: host })
        end

        # @!method get(url, opts = {})
        #   @see Client#request
        # @!method post(url, opts = {})
        #   @see Client#request
        # @!method delete(url, opts = {})
        #   @see Client#request
        %i[get post delete].each do |verb|
          define_method(verb) { |url, opts = {}| request(verb, url, opts) }
        end

        # @return [String] without the key
        def inspect
          "#<#{self.class} client=#{@client.inspect}>"
        end

        private

        def request(verb, url, opts)
          @client.request(verb, url, { **opts, access_token: AccessToken.new(@client, credentials, FORMAT) })
        rescue ApiError => e
          raise e.status == 401 ? refused(e) : e
        end

        def credentials
          key = @api_key.respond_to?(:call) ? @api_key.call : @api_key
          key = key.to_s.strip
          raise wrong if key.empty? || key.include?(":") # which would end the user

          ["#{key}:"].pack("m0")
        end

        def wrong
          ConfigurationError.new("The api_key of the Instant API is missing or wrong",
                                 code: :missing_api_key, hint: "Give api_key:, or a source of tokens")
        end

        def refused(error)
          ApiError.new("Litmus does not take the API key (HTTP 401)",
                       code: :invalid_api_key, response: error.response, description: error.description,
                       hint: "Compare api_key: with the key of your account at Litmus: a new one ends the old one")
        end

        def serializable_form
          "its API key"
        end
      end
    end
  end
end
