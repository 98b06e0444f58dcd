# frozen_string_literal: true

module OmniAuth
  module Litmus
    # An access token, and API calls with it. It has the methods of `OAuth2::AccessToken`.
    class AccessToken
      include Unserializable

      # The token is sent in the header (RFC 6750 §2.1).
      DEFAULT_OPTIONS = { mode: :header, header_name: "Authorization", header_format: "Bearer %s",
                          param_name: "access_token" }.freeze
      # What the token may be called: by a provider, and in an auth hash.
      NAMES = ["access_token", :access_token, "token", :token].freeze
      private_constant :DEFAULT_OPTIONS, :NAMES

      # @return [Client] the client that the token was issued to
      attr_reader :client

      # @return [String] the token itself
      attr_reader :token

      # @return [Integer, nil] seconds until the token expires, counted from when this object was made
      attr_reader :expires_in

      # @return [Integer, nil] when the token expires, in seconds since the epoch
      attr_reader :expires_at

      # @return [Hash] the other members of the token response, such as `scope`, under the keys that they came with
      attr_reader :params

      # @return [Integer, nil] how many seconds before its expiry the token counts as expired
      attr_reader :expires_latency

      # @return [Response, nil] the token response; nil for a token that was restored
      attr_accessor :response

      # @return [Hash] `mode` (`:header`, `:query`, `:body`, or a proc that returns one for a verb), `header_name`,
      #   `header_format`, `param_name`
      attr_accessor :options

      # @return [String, nil] the token to refresh with (RFC 6749 §6)
      attr_accessor :refresh_token

      # Restores a token from {#to_hash}, from a token response, or from the `credentials` of an auth hash.
      #
      # @param client [Client]
      # @param hash [Hash] with String or Symbol keys
      # @return [AccessToken]
      # @raise [ConfigurationError] where there is neither a token nor a refresh token
      def self.from_hash(client, hash)
        hash = hash.to_h
        name = NAMES.find { |one| !hash[one].to_s.empty? }
        unless name || hash["refresh_token"] || hash[:refresh_token]
          raise ConfigurationError.new("The Hash has no access_token", code: :invalid_value,
                                                                       hint: "Give what to_hash returned")
        end

        new(client, hash[name], hash.except(name, "access_token", :access_token))
      end

      # Restores a token from a form (`application/x-www-form-urlencoded`).
      #
      # @param client [Client]
      # @param form [String]
      # @return [AccessToken]
      def self.from_kvform(client, form)
        from_hash(client, Rack::Utils.parse_query(form))
      end

      # @param client [Client]
      # @param token [String]
      # @param opts [Hash] `refresh_token`, `expires_in` or `expires` (seconds), `expires_at` (seconds since the epoch,
      #   a time as a database column has it, or a String with either); and with Symbol keys only, so that no token
      #   response can set them, `mode`, `header_name`, `header_format`, `param_name` and `expires_latency` (how many
      #   seconds before its expiry the token counts as expired); everything else becomes {#params}
      def initialize(client, token, opts = {})
        @client = client
        @token = token.to_s
        @params = opts.to_h.dup
        @options = DEFAULT_OPTIONS.dup
        DEFAULT_OPTIONS.each_key { |name| @options[name] = @params.delete(name) || @options[name] }
        latency = @params.delete(:expires_latency)
        @expires_latency = latency && Plain.number(latency).to_i
        @refresh_token = take(:refresh_token)
        set_expiry(take_lifetime, take(:expires_at))
      end

      # @param key [String, Symbol]
      # @return [Object, nil] another member of the token response
      def [](key)
        params.fetch(key) { params[key.is_a?(Symbol) ? key.name : key.to_s.to_sym] }
      end

      # @return [Boolean] whether the expiry is known
      def expires?
        !expires_at.nil?
      end

      # @return [Boolean] whether the token has expired
      def expired?
        expires? && expires_at <= Time.now.to_i
      end

      # Requests a new token (RFC 6749 §6). It keeps the old refresh token if the provider sends no new one.
      #
      # @param params [Hash] further parameters of the request
      # @return [AccessToken] a new object; this one does not change
      # @raise [ReauthorizationRequired] without a refresh token, or if the provider refuses it
      # @raise [Error] for every other failure
      def refresh!(params = {})
        unless refresh_token
          hint = "Send the user through the login again"
          raise ReauthorizationRequired.new("There is no refresh token", code: :no_refresh_token, hint:)
        end
        kept = { **options, expires_latency: }.compact
        own_class = instance_of?(AccessToken) ? [] : [self.class]
        fresh = client.get_token(params.merge(grant_type: "refresh_token", refresh_token:), kept, *own_class)
        fresh.refresh_token ||= refresh_token
        fresh
      end
      alias refresh refresh!

      # Revokes a token at the provider (RFC 7009). Revoking the refresh token ends the grant.
      #
      # @param token_type_hint [Symbol, String, Hash] `:access_token` or `:refresh_token`; also as
      #   `token_type_hint: :refresh_token`
      # @return [true] even if the provider does not know the token
      # @raise [Error]
      def revoke(token_type_hint = :access_token)
        token_type_hint = token_type_hint.fetch(:token_type_hint, :access_token) if token_type_hint.is_a?(Hash)
        revoked = token_type_hint.to_s == "refresh_token" ? refresh_token : token
        client.revoke(revoked, token_type_hint)
      end
      alias revoke! revoke

      # Makes a call with the token.
      #
      # @param verb [Symbol] `:get`, `:post`, `:put`, `:patch`, `:delete`
      # @param path [String] an address; a relative one belongs to the site
      # @param opts [Hash] as for {Client#request}
      # @return [Response]
      # @raise [Error]
      def request(verb, path, opts = {}, &)
        opts = opts.dup
        opts[:access_token] = self
        client.request(verb, path, opts, &)
      end

      # @return [Response]
      # @see #request
      def get(path, opts = {}, &) = request(:get, path, opts, &)

      # @return [Response]
      # @see #request
      def post(path, opts = {}, &) = request(:post, path, opts, &)

      # @return [Response]
      # @see #request
      def put(path, opts = {}, &) = request(:put, path, opts, &)

      # @return [Response]
      # @see #request
      def patch(path, opts = {}, &) = request(:patch, path, opts, &)

      # @return [Response]
      # @see #request
      def delete(path, opts = {}, &) = request(:delete, path, opts, &)

      # @return [Hash{String => String}] the header with the token
      def headers
        { Plain.header_name(options[:header_name]) => options[:header_format].gsub("%s") { token } }
      end

      # What to store, encrypted. {.from_hash} restores it.
      #
      # @return [Hash]
      def to_hash
        params.merge(access_token: token, refresh_token:, expires_at:)
      end

      # @return [String] without the tokens
      def inspect
        "#<#{self.class} token=[REDACTED] refresh_token=#{refresh_token ? "[REDACTED]" : "nil"} " \
          "expires_at=#{expires_at.inspect}>"
      end

      private

      # A member, whichever way its name is written.
      def take(name)
        symbol = @params.delete(name)
        string = @params.delete(name.name)
        symbol || string || nil
      end

      # In an auth hash, `expires` says whether there is an expiry.
      def take_lifetime
        expires_in = take(:expires_in)
        expires = take(:expires)
        expires_in || (expires unless expires == true)
      end

      def set_expiry(expires_in, expires_at)
        @expires_in = expires_in&.to_i
        @expires_at = Plain.timestamp(expires_at) || (@expires_in && (Time.now.to_i + @expires_in))
        @expires_at -= expires_latency if @expires_at && expires_latency
      end

      def serializable_form
        "token.to_hash, encrypted,"
      end
    end
  end
end
