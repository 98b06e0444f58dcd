# frozen_string_literal: true

require "omniauth/litmus"

require_relative "stores/memory"
require_relative "token_source/batch_run"
require_relative "token_source/grants"
require_relative "token_source/place"
require_relative "token_source/renewal"
require_relative "token_source/single_flight"
require_relative "token_source/validity"

module OmniAuth
  module Litmus
    # Valid access tokens for as long as the grant lasts, and API calls with them.
    #
    # A token is renewed shortly before it expires, and when the API says that it is no longer valid; once, however many
    # threads, processes and machines want it at that moment; and the new pair is in the store before anyone uses it.
    #
    # @example
    #   source = OmniAuth::Litmus::TokenSource.new(client, OmniAuth::Litmus::Stores::ActiveRecord.new(connection))
    #   source.get("/v2/users/current").parsed
    class TokenSource
      include Unserializable

      class << self
        # For tokens of the application itself (RFC 6749 §4.4), as Litmus's v3 API has them: a new one is got by the
        # client's credentials.
        #
        # @param client [Client]
        # @param store [Object] shared by processes that are to share a token; see {Stores}
        # @param params [Hash] further parameters of the token request, such as `scope`
        # @param options [Hash] as for {#initialize}
        # @return [TokenSource]
        def client_credentials(client, store = Stores::Memory.new, params: {}, **options)
          new(client, store, grant: ClientCredentialsGrant.new(client, params), **options)
        end

        # What a store keeps of a token.
        #
        # @param token [AccessToken, Hash] or the credentials of an auth hash
        # @return [Hash{String => Object}] `access_token`, and `refresh_token` and `expires_at` where they are known
        def pair(token)
          pair = token.to_hash.transform_keys(&:to_s)
          access_token = pair.delete("token")
          pair.delete("expires") if access_token
          pair["access_token"] ||= access_token
          pair.compact
        end
      end

      # @return [Client]
      attr_reader :client

      # @return [Object] where the tokens are kept; see {Stores}
      attr_reader :store

      # @param client [Client]
      # @param store [Object] see {Stores}
      # @param leeway [Numeric] seconds before its expiry from which a token is renewed; less than its life
      # @param retries [Integer] how often a call is made again that was refused with a pause, or lost where it may be
      #   repeated, within its `timeout`; 0 to 10
      # @param grant [Object] how a pair is renewed; {.client_credentials} is the other way
      def initialize(client, store, leeway: 60, retries: 2, grant: RefreshGrant.new(client))
        @client = client
        @store = store
        @retries = retries
        @grant = grant
        @validity = Validity.new(leeway, grant)
      end

      # Keeps the tokens of a login; what was kept before is of no use any more.
      #
      # @param credentials [Hash, AccessToken] `request.env["omniauth.auth"].credentials`, or a token
      # @return [self]
      # @raise [StoreError]
      def keep(credentials)
        store.write(TokenSource.pair(credentials))
        @pair = nil
        self
      end

      # @return [AccessToken] one that is valid for at least the leeway, as far as can be known
      # @raise [ReauthorizationRequired] when only a new login helps
      # @raise [StoreError] when the store fails
      # @raise [Error] when the token endpoint does
      def token
        pair = @pair ||= store.read
        pair, = renew(pair) unless pair && @validity.fresh?(pair)
        AccessToken.from_hash(client, pair)
      end

      # Renews the token, whatever its expiry, unless another one has done so since it was read.
      #
      # @return [AccessToken]
      # @raise [ReauthorizationRequired, StoreError, Error] as for {#token}
      def refresh!
        pair, = renew(@pair || store.read, rejected: true)
        AccessToken.from_hash(client, pair)
      end

      # Makes a call. Where the API answers that the token is not valid, it is renewed and the call made once more.
      #
      # @param verb [Symbol] `:get`, `:post`, `:put`, `:patch`, `:delete`
      # @param url [String] absolute, or relative to the site
      # @param opts [Hash] as for {Client#request}
      # @return [Response]
      # @raise [ReauthorizationRequired, StoreError] as for {#token}
      # @raise [Error] as for {Client#request}
      def request(verb, url, opts = {})
        response, refused = attempt(token, verb, url, opts)
        # A pair that another one has renewed meanwhile may be as old as ours: that is no attempt of our own.
        3.times do
          break unless refused

          pair, new = renew(refused, rejected: true)
          response, refused = attempt(AccessToken.from_hash(client, pair), verb, url, opts)
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

      # Makes many calls, some at a time. Where the token turns out to be invalid on the way, it is renewed once, and
      # what is not settled goes on with the new one.
      #
      # @param requests [Array<Hash>] as for {Client#batch}
      # @param concurrency [Integer] as for {Client#batch}
      # @param deadline [Numeric] as for {Client#batch}
      # @param retries [Integer] as for {Client#batch}
      # @yieldparam done [Integer] how many are settled, told each time that one is
      # @yieldparam total [Integer]
      # @return [Array<Response, Error>] in the order of the requests; nothing is raised for one of them
      # @raise [ReauthorizationRequired, StoreError, Error] as for {#token}
      # @raise [ConfigurationError] for arguments that are not understood
      def batch(requests, concurrency: 8, deadline: 600, retries: @retries, &progress)
        run = BatchRun.new(client, requests, concurrency:, deadline:, retries:, &progress)
        first = token
        run.complete?(first) || run.complete?(after(first))
        run.results
      end

      # @return [RateLimit, nil] what the last answer that named a limit said of it
      def rate_limit
        client.rate_limit
      end

      # Gives the grant back (RFC 7009), and forgets its tokens.
      #
      # @return [true] also when there is nothing to give back
      # @raise [StoreError, Error]
      def revoke
        SingleFlight.run(Place.of(store)) do |place|
          Unsaved.save(place, store)
          Lease.new(store, lease_seconds).hold { give_back(store.read) }
        end
        true
      end

      # @return [String] without the tokens
      def inspect
        "#<#{self.class} client=#{client.inspect} store=#{store.inspect}>"
      end

      private

      def after(token)
        AccessToken.from_hash(client, renew(TokenSource.pair(token), rejected: true).first)
      end

      def attempt(token, verb, url, opts)
        response = token.request(verb, url, { retries: @retries, **opts, raise_errors: false })
        [response, (TokenSource.pair(token) if response.error&.code == :invalid_token)]
      end

      def give_back(pair)
        return unless pair

        kind = pair["refresh_token"] ? "refresh_token" : "access_token"
        client.revoke(pair[kind], kind)
        store.replace(pair, nil)
        @pair = nil
      end

      # Longer than the two token requests that a renewal may need.
      def lease_seconds
        (2 * Plain.number!("timeout", client.options[:timeout] || 15)) + 10
      end

      # @return [Array(Hash, Boolean)]
      def renew(worn, rejected: false)
        usable = @validity.of_successors(worn, rejected)
        @pair = nil
        found = SingleFlight.run(Place.of(store)) do |place|
          Renewal.new(store, place, @grant, Lease.new(store, lease_seconds), usable).call
        end
        @pair = found.first
        found
      end

      def serializable_form
        "the key of its store"
      end
    end
  end
end
