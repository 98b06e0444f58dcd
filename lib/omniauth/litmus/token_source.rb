# frozen_string_literal: true

require "omniauth/litmus"

require_relative "stores/memory"
require_relative "token_source/refresh_grant"
require_relative "token_source/client_credentials_grant"
require_relative "token_source/freshness"
require_relative "token_source/place"
require_relative "token_source/single_flight"
require_relative "token_source/lease"
require_relative "token_source/uninterruptible"
require_relative "token_source/unsaved_tokens"
require_relative "token_source/renewal"
require_relative "token_source/batch_run"

module OmniAuth
  module Litmus
    # Valid access tokens for as long as the grant lasts, and API calls with them.
    #
    # The tokens are renewed shortly before the access token expires, and when the API answers `invalid_token`. They are
    # renewed once, however many threads, processes and machines ask at the same time:
    #
    #     {Freshness}         is the stored access token good for another minute?
    #     {SingleFlight}      one thread of this process at a time
    #     {Lease}             one process of all that share the store
    #     {Renewal}           reads the store again, requests new tokens by the grant, and saves them
    #     {Uninterruptible}   a killed thread loses no tokens on their way from the provider to the store
    #     {UnsavedTokens}     nor does a store that fails
    #
    # @example
    #   source = OmniAuth::Litmus::TokenSource.new(client, OmniAuth::Litmus::Stores::ActiveRecord.new(connection))
    #   source.get("/v2/users/current").parsed
    class TokenSource
      include Unserializable

      class << self
        # For tokens of the application itself, as for Litmus's v3 API, which come from the client credentials grant
        # (RFC 6749 §4.4).
        #
        # @param client [Client]
        # @param store [Object] for a token that several processes share, one they all reach; see {Stores}
        # @param params [Hash] further parameters of the token request, such as `scope`
        # @param options [Hash] as for {#initialize}
        # @return [TokenSource]
        def client_credentials(client, store = Stores::Memory.new, params: {}, **options)
          new(client, store, grant: ClientCredentialsGrant.new(client, params), **options)
        end

        # The tokens in the form that a {Stores store} keeps.
        #
        # @param token [AccessToken, Hash] or the credentials of an auth hash
        # @return [Hash{String => Object}] `access_token`, and `refresh_token` and `expires_at` if they are known
        # @raise [ConfigurationError] for anything else, such as the nil of a mocked auth hash without credentials
        def pair(token)
          unless token.respond_to?(:to_hash)
            hint = "Give a token, or the credentials of an auth hash"
            raise ConfigurationError.new("There are no tokens in #{token.class}", code: :invalid_value, hint:)
          end

          tokens = token.to_hash.transform_keys(&:to_s)
          access_token = tokens.delete("token")
          tokens.delete("expires") if access_token
          tokens["access_token"] ||= access_token
          tokens.compact
        end
      end

      # @return [Client]
      attr_reader :client

      # @return [Object] see {Stores}
      attr_reader :store

      # @param client [Client]
      # @param store [Object] see {Stores}
      # @param leeway [Numeric] how many seconds before its expiry a token is renewed; less than its lifetime
      # @param retries [Integer] how often to retry a call that the rate limit refused, or that failed and may be
      #   repeated, within its `timeout`; 0 to 10
      # @param grant [Object] how new tokens are requested; {.client_credentials} sets another one
      def initialize(client, store, leeway: 60, retries: 2, grant: RefreshGrant.new(client))
        @client = client
        @store = store
        @retries = retries
        @grant = grant
        @freshness = Freshness.new(leeway, grant)
      end

      # Stores the tokens of a login, in place of earlier ones.
      #
      # @param credentials [Hash, AccessToken] `request.env["omniauth.auth"].credentials`, or a token
      # @return [self]
      # @raise [StoreError]
      def keep(credentials)
        store.write(TokenSource.pair(credentials))
        @tokens = nil
        self
      end

      # @return [AccessToken] one that is valid for at least the leeway, judging by its expiry
      # @raise [ReauthorizationRequired] if only a new login helps
      # @raise [StoreError] if the store fails
      # @raise [Error] if the token endpoint fails
      def token
        tokens = @tokens ||= store.read
        tokens, = renew(tokens) unless tokens && @freshness.fresh?(tokens)
        AccessToken.from_hash(client, tokens)
      end

      # Renews the tokens, whatever their expiry, unless another thread or process has renewed them since they were
      # read.
      #
      # @return [AccessToken]
      # @raise [ReauthorizationRequired, StoreError, Error] as for {#token}
      def refresh!
        tokens, = renew(@tokens || store.read, rejected: true)
        AccessToken.from_hash(client, tokens)
      end

      # Makes a call. If the API answers `invalid_token`, the tokens are renewed and the call is made once more.
      #
      # @param verb [Symbol] `:get`, `:post`, `:put`, `:patch`, `:delete`
      # @param url [String] absolute, or relative to the site
      # @param opts [Hash] as for {Client#request}
      # @return [Response]
      # @raise [ReauthorizationRequired, StoreError] as for {#token}
      # @raise [Error] as for {Client#request}
      def request(verb, url, opts = {})
        response, refused = attempt(token, verb, url, opts)
        # Tokens that another process stored meanwhile may be refused as well, so up to three are tried; but only one of
        # our own renewals.
        3.times do
          break unless refused

          tokens, new = renew(refused, rejected: true)
          response, refused = attempt(AccessToken.from_hash(client, tokens), verb, url, opts)
          break if new
        end
        raise response.error if response.error && opts.fetch(:raise_errors, client.options[:raise_errors])

        response
      end

      # @!method get(url, opts = {})
      #   @return [Response]
      #   @see #request
      # @!method post(url, opts = {})
      #   @return [Response]
      #   @see #request
      # @!method put(url, opts = {})
      #   @return [Response]
      #   @see #request
      # @!method patch(url, opts = {})
      #   @return [Response]
      #   @see #request
      # @!method delete(url, opts = {})
      #   @return [Response]
      #   @see #request
      %i[get post put patch delete].each do |verb|
        define_method(verb) { |url, opts = {}| request(verb, url, opts) }
      end

      # Makes many calls concurrently. If the token turns out to be invalid, it is renewed once, and the requests that
      # are not settled are sent with the new one.
      #
      # @param requests [Array<Hash>] as for {Client#batch}
      # @param concurrency [Integer] as for {Client#batch}
      # @param deadline [Numeric] as for {Client#batch}
      # @param retries [Integer] as for {Client#batch}
      # @yieldparam done [Integer] how many are settled; called after each
      # @yieldparam total [Integer]
      # @return [Array<Response, Error>] in the order of the requests; their errors are returned, not raised
      # @raise [ReauthorizationRequired, StoreError, Error] as for {#token}
      # @raise [ConfigurationError] for invalid arguments
      def batch(requests, concurrency: 8, deadline: 600, retries: @retries, &progress)
        run = BatchRun.new(client, requests, concurrency:, deadline:, retries:, &progress)
        first = token
        run.complete?(first) || run.complete?(successor_of(first))
        run.results
      end

      # @return [RateLimit, nil] the rate limit in the last response that stated one
      def rate_limit
        client.rate_limit
      end

      # Revokes the grant (RFC 7009), and deletes its tokens from the store.
      #
      # @return [true] even without stored tokens
      # @raise [StoreError, Error]
      def revoke
        SingleFlight.run(Place.of(store)) do |place|
          UnsavedTokens.save(place, store)
          Lease.new(store, lease_seconds).hold { revoke_tokens(store.read) }
        end
        true
      end

      # @return [String] without the tokens
      def inspect
        "#<#{self.class} client=#{client.inspect} store=#{store.inspect}>"
      end

      private

      def successor_of(token)
        AccessToken.from_hash(client, renew(TokenSource.pair(token), rejected: true).first)
      end

      def attempt(token, verb, url, opts)
        response = token.request(verb, url, { retries: @retries, **opts, raise_errors: false })
        [response, (TokenSource.pair(token) if response.error&.code == :invalid_token)]
      end

      def revoke_tokens(tokens)
        return unless tokens

        kind = tokens["refresh_token"] ? "refresh_token" : "access_token"
        client.revoke(tokens[kind], kind)
        store.replace(tokens, nil)
        @tokens = nil
      end

      # Longer than the two token requests of a renewal: with the default timeout of 15 seconds, 40.
      def lease_seconds
        (2 * Plain.number!("timeout", client.options[:timeout] || Client::DEFAULT_TIMEOUT)) + 10
      end

      # @return [Array(Hash, Boolean)] tokens that are in the store, and whether they are new
      def renew(stale, rejected: false)
        usable = @freshness.successor_check(stale, rejected)
        @tokens = nil
        found = SingleFlight.run(Place.of(store)) do |place|
          Renewal.new(store, place, @grant, Lease.new(store, lease_seconds), usable).call
        end
        @tokens = found.first
        found
      end

      def serializable_form
        "the key of its store"
      end
    end
  end
end
