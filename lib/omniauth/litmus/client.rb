# frozen_string_literal: true

module OmniAuth
  module Litmus
    # An application at Litmus: its credentials, its settings, and the calls that need them.
    #
    # It answers what overrides of the Ruby gem call on `OAuth2::Client`. Making one never raises; the first use of a
    # wrong setting does.
    class Client
      include Unserializable
      include Absent

      # What the oauth2 gem has as defaults and apps may read back.
      DEFAULTS = { token_method: :post, auth_scheme: :request_body, max_redirects: 5, raise_errors: true }.freeze
      # Litmus's; another provider's are its own.
      ENDPOINTS = { authorize_url: "/oauth/authorize", token_url: "/oauth/token" }.freeze
      private_constant :DEFAULTS, :ENDPOINTS

      # @return [String, nil] the client id
      attr_reader :id

      # @return [String, nil] the client secret
      attr_reader :secret

      # @return [String, nil] the origin of the authorization server; nil: another provider's own, as the core knows it
      attr_reader :site

      # @return [Hash{Symbol => Object}] the settings, as given, over the defaults
      attr_reader :options

      # @return [RateLimit, nil] what the last answer that named a limit said of it; of this object's calls alone, and
      #   nothing where it is frozen
      attr_reader :rate_limit

      # @param id [String, Integer] the client id
      # @param secret [String, Integer] the client secret
      # @param options [Hash{Symbol => Object}] the oauth2 gem's `client_options`, and `revoke_url`, `token_format`
      #   (`:json` or `:form`), `timeout` (seconds for a whole call, 15), `open_timeout` (seconds to connect, 5),
      #   `max_response_size` (bytes of the largest answer that is read, 16 MiB),
      #   `api_origins` (further origins a token may go to), `insecure_http_hosts` (test hosts called over http),
      #   `preconnect` (true: the API's connection is opened while a code is exchanged), `provider` (the name of another
      #   provider that the core knows, or a Hash of its facts) and `api_host` (the origin that knows who signed in)
      def initialize(id, secret, options = {})
        @id = id
        @secret = secret
        Settings.warn_once(" block of a client") if block_given?

        options = Plain.symbolized(options)
        @site = options[:site] || Settings.site(options[:provider])
        @options = { **DEFAULTS, connection_opts: {} }
        @options.update(ENDPOINTS) if Settings.litmus?(options[:provider])
        options.each { |key, value| @options[key] = value unless value.nil? || key == :site }
      end

      # @param site [String] another origin
      # @return [String]
      def site=(site)
        @core = nil
        @site = site
      end

      # @param options [Hash{Symbol => Object}] other settings; what is missing in them has no default
      # @return [Hash]
      def options=(options)
        @core = nil
        @options = options
      end

      # The address of the authorization endpoint. A user is sent to that of {AuthorizationCode#authorize_url}.
      #
      # @param params [Hash] parameters to add; nil values are left out
      # @return [String]
      # @raise [ConfigurationError] also where the address would show the secret, a token or a password to the browser
      def authorize_url(params = {})
        params = redirection_params.update(strings(params)) if options[:redirect_uri]
        core.authorize_url(params.to_h, Plain.text(secret))
      end

      # @return [String] the address of the token endpoint
      # @raise [ConfigurationError]
      def token_url(*)
        core.token_url
      end

      # @return [AuthorizationCode] the authorization code grant (RFC 6749 §4.1)
      def auth_code
        AuthorizationCode.new(self)
      end

      # @return [ClientCredentials] the client credentials grant (RFC 6749 §4.4), as Litmus's v3 API has it
      def client_credentials
        ClientCredentials.new(self)
      end

      # Asks the token endpoint. A code is sent once, whatever happens on the way.
      #
      # @param params [Hash] `grant_type` and what belongs to it, further parameters, and `headers` to add
      # @param token_options [Hash] options of the {AccessToken}
      # @param token_class [Class] what to make of the answer
      # @return [AccessToken]
      # @raise [OAuthError] when the provider refuses (RFC 6749 §5.2)
      # @raise [ReauthorizationRequired] when it refuses a refresh token with `invalid_grant`
      # @raise [ConfigurationError, TimeoutError, ConnectionError, ProtocolError, RateLimited]
      def get_token(params, token_options = {}, token_class = AccessToken)
        params = strings(params)
        params.delete("parse")
        headers = Plain.headers(params.delete("headers") || {})
        members, answer = Instrumentation.token(params["grant_type"], self) do
          core.token(*credentials, params, headers)
        end
        members.delete("expires_at")
        token = token_class.from_hash(self, members.merge(token_options.to_h.transform_keys(&:to_sym)))
        token.response = Response.new(*answer) if token.respond_to?(:response=)
        token
      end

      # Opens the connections that a login will want, and waits for nothing: an anonymous `HEAD /` to the host of the
      # token endpoint, and with the option `preconnect` to the API's, unless one was used lately.
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
      # @return [true] also when the provider does not know the token
      # @raise [Error] as for {#get_token}
      def revoke(token, token_type_hint = nil)
        core.revoke(*credentials, token, token_type_hint)
      end
      alias revoke_token revoke

      # Makes a call. With a token it goes only to the site, to Litmus's API hosts and to `api_origins`.
      # GET and HEAD follow at most 5 redirects, without the token on other origins and never to http.
      #
      # @param verb [Symbol] the HTTP method
      # @param url [String, URI] absolute, from the site's root (`/user`), or below the site's path (`user`)
      # @param opts [Hash] `params` (query), `headers` (`user_agent:` is `User-Agent`), `json` (any plain value), `body`
      #   (a String as it is, or a Hash as a form), `timeout` (seconds for the whole call, with its retries and the
      #   pauses between them), `max_response_size` (bytes of the largest answer that is read), `parse` (as for
      #   {Response#initialize}), `raise_errors`, `access_token`, `retries` (0 to 10, by default 0: how often a call is
      #   made again that was refused with a pause, or lost where it may be repeated), `again_if_refused` (false: not
      #   where it was refused, for callers that keep to the rate limit by themselves)
      # @return [Response]
      # @raise [RateLimited, ApiError] for a status of 400 or above, unless `raise_errors` is false
      # @raise [ConfigurationError, TimeoutError, ConnectionError, ProtocolError]
      def request(verb, url, opts = {})
        Settings.warn_once(" block of a request") if block_given?

        response = Instrumentation.request(verb, url, self) do
          Response.new(*core.request(call(verb, url, opts)), parse: opts[:parse])
        end
        @rate_limit = response.rate_limit || @rate_limit unless frozen?
        raise response.error if response.error && opts.fetch(:raise_errors, options[:raise_errors])

        response
      end

      # Makes many calls, some at a time, and returns when each has an answer or an error of its own. Each origin's rate
      # limit is kept to: the first request, and the first after a window's end, goes ahead; others follow as far as its
      # answer leaves room; a refused one is sent again when its pause is over. Lost ones are sent again as with
      # `retries:` of {#request}.
      #
      #     emails = "https://instant-api.litmus.com/v1/emails"
      #     client.batch(texts.map { |text| { verb: :post, url: emails, json: { plain_text: text } } }, access_token:)
      #
      # @param requests [Array<Hash>] each with `url` and, as far as needed, `verb` (`:get`), and `params`, `headers`,
      #   `json`, `body`, `parse` and `timeout` (seconds for an attempt) as for {#request}
      # @param access_token [AccessToken, nil] for all of them
      # @param concurrency [Integer] requests in flight at a moment, 1 to 64
      # @param deadline [Numeric] seconds for all of it; what is not settled by then is a {TimeoutError}, or a
      #   {RateLimited} with `retry_at` as soon as it is known that the limit will not allow it in time
      # @param retries [Integer] how often a request is made again that was lost, 0 to 10; refusals do not count
      # @yieldparam done [Integer] how many are settled, told each time that one is, on the calling thread
      # @yieldparam total [Integer]
      # @return [Array<Response, Error>] in the order of the requests; nothing is raised for one of them. Where the
      #   token turns out to be invalid, nothing more is sent: requests that were refused for it have the code
      #   `:invalid_token`, the rest `:not_sent`, and all of these may be sent with a new token
      # @raise [ConfigurationError] for arguments that are not understood
      def batch(requests, access_token: nil, concurrency: 8, deadline: 600, retries: 2)
        batch = Batch.new(requests)
        calls = batch.map { |verb, url, opts| call(verb, url, opts.merge(access_token:)) }
        core.batch(calls, concurrency, Plain.number(deadline), retries) do |index, outcome|
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
      # @return [Array(String, String, String, String), nil] scheme, host with port, path and query as the core reads
      #   them, without a user or a password; nil where it cannot
      def address(url) = core.address(url.to_s)

      # @return [String] without the secret
      def inspect
        # A user and a password do not belong there, but may stand there.
        "#<#{self.class} id=#{id.inspect} secret=[REDACTED] site=#{site.to_s.sub(%r{(\A\w+:/*)?.*@}m, '\1').inspect}>"
      end

      private

      # Built by the first use, from the settings as they are then; by each use where there is nowhere to keep it.
      def core
        @core || Settings.new(site, options).core.tap { |core| @core = core unless frozen? }
      end

      def credentials
        [Plain.text(id), Plain.text(secret)]
      end

      def call(verb, url, opts)
        Call.of(verb, url, opts)
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
