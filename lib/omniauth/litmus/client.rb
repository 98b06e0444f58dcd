# frozen_string_literal: true

module OmniAuth
  module Litmus
    # An application that is registered with Litmus: its credentials, its settings, and the calls that need them.
    #
    # It has the methods of `OAuth2::Client` that overrides in subclasses of the Ruby gem's strategy call. `new` never
    # raises; the first use of an invalid setting does.
    class Client
      include Unserializable
      include Absent

      # Seconds for a whole call, where `timeout` says nothing else.
      DEFAULT_TIMEOUT = Core::DEFAULT_TIMEOUT
      # Defaults of the oauth2 gem, which apps may read from {#options}.
      DEFAULTS = { token_method: :post, auth_scheme: :request_body, max_redirects: 5, raise_errors: true }.freeze
      # The same, with Litmus's endpoints. The core knows those of other providers.
      LITMUS_DEFAULTS = { **DEFAULTS, authorize_url: "/oauth/authorize", token_url: "/oauth/token" }.freeze
      NO_HEADERS = {}.freeze
      private_constant :DEFAULTS, :LITMUS_DEFAULTS, :NO_HEADERS

      # @return [String, nil] the client id
      attr_reader :id

      # @return [String, nil] the client secret
      attr_reader :secret

      # @return [String, nil] the origin of the authorization server; nil for another provider that the core knows
      attr_accessor :site

      # @return [Hash{Symbol => Object}] the given settings, merged into the defaults; a change counts from the next use
      attr_accessor :options

      # @return [RateLimit, nil] the rate limit in the last response of this object's calls that stated one; always nil
      #   for a frozen client
      attr_reader :rate_limit

      # @param id [String, Integer] the client id
      # @param secret [String, Integer] the client secret
      # @param options [Hash{Symbol => Object}] the oauth2 gem's `client_options`, and `revoke_url`, `token_format`
      #   (`:json` or `:form`), `timeout` (seconds for a whole call, 15), `open_timeout` (seconds to connect, 5),
      #   `max_response_size` (bytes, 16 MiB; a larger response is an error),
      #   `api_origins` (further origins a token may go to), `insecure_http_hosts` (hosts of tests that may be
      #   called over http), `preconnect` (true: the connection to the API is opened while a code is exchanged),
      #   `provider` (the name of another provider that the core knows, or a Hash that describes one) and `api_host`
      #   (the origin of the API that serves the profile)
      def initialize(id, secret, options = {})
        @id = id
        @secret = secret
        CoreSettings.warn_once("The block of Client.new") if block_given?

        options = Plain.symbolized(options)
        options.compact!
        provider = options[:provider]
        @site = options.delete(:site) || CoreSettings.site(provider)
        @options = { **(CoreSettings.litmus?(provider) ? LITMUS_DEFAULTS : DEFAULTS), connection_opts: {}, **options }
      end

      # The address of the authorization endpoint. {AuthorizationCode#authorize_url} builds the one to send a user to.
      #
      # @param params [Hash] parameters to add; nil values are left out
      # @return [String]
      # @raise [ConfigurationError] also if the address would show the secret, a token or a password to the browser
      def authorize_url(params = {})
        params = redirection_params.update(strings(params)) if options[:redirect_uri]
        core.authorize_url(params.to_h, Plain.text(secret))
      end

      # @param params [Hash, nil] parameters to add
      # @return [String] the address of the token endpoint
      # @raise [ConfigurationError]
      def token_url(params = nil)
        url = core.token_url
        return url if params.nil? || params.empty?

        "#{url}#{url.include?("?") ? "&" : "?"}#{Rack::Utils.build_nested_query(strings(params))}"
      end

      # @return [AuthorizationCode] the authorization code grant (RFC 6749 §4.1)
      def auth_code
        AuthorizationCode.new(self)
      end

      # @return [ClientCredentials] the client credentials grant (RFC 6749 §4.4), for Litmus's v3 API
      def client_credentials
        ClientCredentials.new(self)
      end

      # Requests tokens from the token endpoint. A code is never sent twice, even if the response is lost.
      #
      # @param params [Hash] `grant_type` with its parameters, further parameters, and `headers` to add
      # @param token_options [Hash] options of the {AccessToken}
      # @param token_class [Class] the class to return, with a `from_hash`
      # @return [AccessToken]
      # @raise [OAuthError] if the provider refuses (RFC 6749 §5.2)
      # @raise [ReauthorizationRequired] if it refuses a refresh token with `invalid_grant`
      # @raise [ConfigurationError, TimeoutError, ConnectionError, ProtocolError, RateLimited]
      def get_token(params, token_options = {}, token_class = AccessToken)
        params = strings(params)
        params.delete("parse")
        fields = Plain.headers(params.delete("headers") || NO_HEADERS)
        members, answer = Instrumentation.token(params["grant_type"], self) { core.token(*credentials, params, fields) }
        members = with_expiry(members)
        token_options.to_h.each_pair { |name, value| members[name.to_sym] = value }
        token = token_class.from_hash(self, members)
        token.response = Response.new(*answer) if token.respond_to?(:response=)
        token
      end

      # Opens the connections that a login will need, in the background: an anonymous `HEAD /` to the host of the token
      # endpoint, and with the option `preconnect` to the API's, unless a connection was used a moment ago.
      #
      # @return [nil]
      # @raise [ConfigurationError]
      def preconnect
        core.preconnect
      end

      # Revokes a token (RFC 7009 §2).
      #
      # @param token [String]
      # @param token_type_hint [String, Symbol, nil] `access_token` or `refresh_token`
      # @return [true] even if the provider does not know the token
      # @raise [Error] as for {#get_token}
      def revoke(token, token_type_hint = nil)
        core.revoke(*credentials, token, token_type_hint)
      end
      alias revoke_token revoke

      # Makes a call. A token is sent only to the site, to Litmus's API hosts and to `api_origins`. GET and HEAD follow
      # at most 5 redirects, never to http; other origins do not get the token.
      #
      # @param verb [Symbol] the HTTP method
      # @param url [String, URI] absolute, from the root of the site (`/user`), or below the path of the site (`user`)
      # @param opts [Hash] `params` (query), `headers` (`user_agent:` is `User-Agent`), `json` (any plain value), `body`
      #   (a String, or a Hash to send as a form), `timeout` (seconds for the whole call, including retries and the
      #   pauses before them), `max_response_size` (bytes; a larger response is an error), `parse` (as for
      #   {Response#initialize}), `raise_errors`, `access_token`, `retries` (0 to 10, by default 0: how often to retry a
      #   call that the rate limit refused, or that failed and may be repeated), `retry_on_rate_limit` (false: no
      #   retries after a refusal by the rate limit, for callers that wait by themselves; formerly `again_if_refused`)
      # @return [Response]
      # @raise [RateLimited, ApiError] for a status of 400 or above, unless `raise_errors: false`
      # @raise [ConfigurationError, TimeoutError, ConnectionError, ProtocolError]
      def request(verb, url, opts = {})
        CoreSettings.warn_once("The block of a request") if block_given?

        response = Instrumentation.request(verb, url, self) do
          Response.new(*core.request(call(verb, url, opts)), parse: opts[:parse])
        end
        @rate_limit = response.rate_limit || @rate_limit unless frozen?
        raise response.error if response.error && opts.fetch(:raise_errors, options[:raise_errors])

        response
      end

      # Makes many calls concurrently, and returns when each has a response or an error. It respects the rate limit of
      # each origin: one request goes first in each window, and its response says how many may follow; a refused request
      # is sent again after the pause. Failed requests are retried as with `retries:` of {#request}.
      #
      #     emails = "https://instant-api.litmus.com/v1/emails"
      #     client.batch(texts.map { |text| { verb: :post, url: emails, json: { plain_text: text } } }, access_token:)
      #
      # @param requests [Array<Hash>] each with `url` and optionally `verb` (by default `:get`), and as for {#request}
      #   `params`, `headers`, `json`, `body`, `parse`, `max_response_size` and `timeout` (seconds for an attempt)
      # @param access_token [AccessToken, nil] for all of them
      # @param concurrency [Integer] requests at the same time, 1 to 64
      # @param deadline [Numeric] seconds for the whole batch; requests that are not settled by then end in a
      #   {TimeoutError}, or earlier in a {RateLimited} with `retry_at` if the limit will not allow them in time
      # @param retries [Integer] how often to retry a failed request, 0 to 10; refusals by the rate limit do not count
      # @yieldparam done [Integer] how many are settled; called after each, on the calling thread
      # @yieldparam total [Integer]
      # @return [Array<Response, Error>] in the order of the requests; their errors are returned, not raised. If the
      #   token turns out to be invalid, nothing more is sent: the refused requests have the code `:invalid_token`, the
      #   rest `:not_sent`, and all of them may be sent again with a new token
      # @raise [ConfigurationError] for invalid arguments
      def batch(requests, access_token: nil, concurrency: 8, deadline: 600, retries: 2)
        batch = RequestBatch.new(requests)
        calls = batch.map { |verb, url, opts| call(verb, url, opts.merge(access_token:)) }
        core.batch(calls, *[concurrency, deadline, retries].map { |number| Plain.number(number) }) do |index, outcome|
          settled = batch.settle(index, outcome)
          @rate_limit = settled&.rate_limit || @rate_limit unless frozen?
          yield(*batch.progress) if block_given?
        end
        batch.results
      end

      # The `redirect_uri` of the settings, if there is one.
      #
      # @return [Hash{String => String}]
      def redirection_params
        options[:redirect_uri] ? { "redirect_uri" => Plain.value(options[:redirect_uri]) } : {}
      end

      # @api private
      # @param url [#to_s] of a call
      # @return [Array(String, String, String, String), nil] scheme, host with port, path and query, without
      #   credentials; nil if the core cannot parse the address
      def address(url) = core.address(url.to_s)

      # @return [String] without the secret
      def inspect
        # A site has no credentials, but an app may have configured some.
        "#<#{self.class} id=#{id.inspect} secret=[REDACTED] site=#{site.to_s.sub(%r{(\A\w+:/*)?.*@}m, '\1').inspect}>"
      end

      private

      # Built on first use, and again when the settings have changed; a frozen client builds one for each use.
      def core
        return @settings.core if @settings&.of?(site, options)

        settings = CoreSettings.of(site, options)
        @settings = settings unless frozen?
        settings.core
      end

      # Some providers state `expires_at` in place of `expires_in`. It has the same bound.
      def with_expiry(members)
        expires_at = Plain.timestamp(members.delete("expires_at"))
        members["expires_in"] ||= [expires_at - Time.now.to_i, Core::MAX_LIFE].min if expires_at
        members
      end

      def credentials
        [Plain.text(id), Plain.text(secret)]
      end

      # For single calls and those of batches: {Testing::Rerouting} overrides it.
      def call(verb, url, opts)
        CoreRequest.of(verb, url, opts)
      end

      def strings(hash)
        hash.to_h.transform_keys(&:to_s)
      end

      def serializable_form
        "its settings"
      end
    end
  end
end
