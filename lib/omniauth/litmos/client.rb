# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The API of a Litmos account, within its rate limit.
    #
    #     litmos = OmniAuth::Litmos::Client.new(api_key: ENV["LITMOS_API_KEY"], source: "my-app")
    #     litmos.get("/users", params: { search: "ada" }) # => [{ "Id" => …, "UserName" => … }, …]
    #
    # Settings are validated by the first call. The API key is sent only to the base URL, to Litmos's own hosts, and to
    # the `api_origins` of `client_options`.
    class Client
      include OmniAuth::Litmus::Unserializable

      # @return [Users]
      attr_reader :users

      # @return [Teams]
      attr_reader :teams

      # @return [Courses]
      attr_reader :courses

      # @return [LearningPaths]
      attr_reader :learning_paths

      # @return [Results]
      attr_reader :results

      # @return [Achievements]
      attr_reader :achievements

      # @return [Org]
      attr_reader :org

      # @param settings [Hash]
      # @option settings [String, #call] :api_key of a user of the account; or a callable that returns it, called for
      #   each call, so that the key can be changed while the app runs; or
      # @option settings [OmniAuth::Litmus::TokenSource] :token_source for accounts with OAuth 2.0 endpoints of their
      #   own
      # @option settings [String] :source the name of your application, which Litmos requires in each request
      # @option settings [Symbol] :region `:us` (default), `:eu` or `:au`; or
      # @option settings [String] :base_url another address of the API
      # @option settings [String] :site the name of the organisation at Litmos, if the app has several with one base
      #   URL. Litmos counts the requests of an organisation, with all its keys.
      # @option settings [Integer] :rate_limit requests in a window (100)
      # @option settings [Numeric] :rate_window seconds (60)
      # @option settings [#for] :limiter {Limiters::Memory} for this process (default), or a {Limiters::Redis}
      # @option settings [Numeric] :timeout seconds for a call, including the wait for the rate limit (120)
      # @option settings [Integer] :retries how often a lost call is retried, if that is safe (2)
      # @option settings [Hash] :client_options `proxy`, `ssl` and so on, as for {OmniAuth::Litmus::Client}; its
      #   `timeout` is for each attempt (15)
      def initialize(**settings)
        @settings = Settings.new(settings)
        @users = Users.new(self)
        @teams = Teams.new(self)
        @courses = Courses.new(self)
        @learning_paths = LearningPaths.new(self)
        @results = Results.new(self)
        @achievements = Achievements.new(self)
        @org = Org.new(self)
      end

      # @return [String] without a slash at the end
      # @raise [ConfigurationError]
      def base_url
        @settings.base_url
      end

      # Makes a call.
      #
      # @param verb [Symbol] the HTTP method
      # @param path [String] below the base URL, or an address
      # @param opts [Hash] `params` (query), `json` (the body, with Times in Litmos's format), or `body` (a String such
      #   as XML or a file, with its `content-type` in `headers`), `timeout` (seconds for the whole call, including the
      #   wait), `retries`, `headers`, `raise_errors`
      # @return [Response] whose `parsed` has Times, and is nil for an empty body
      # @raise [RateLimited] at once, with `retry_at`, if the wait for the rate limit would exceed the timeout
      # @raise [Error] as for {OmniAuth::Litmus::Client#request}
      def request(verb, path, opts = {})
        deadline = Deadline.new(opts[:timeout] || @settings[:timeout])
        retries = opts[:retries] || @settings[:retries]
        call = { **@settings.call(opts), retries:, retry_on_rate_limit: false, raise_errors: false }
        response = @settings.throttle.call(deadline) do |remaining|
          timeout = @settings.attempt_timeout(remaining)
          extended(@settings.token_source.request(verb, @settings.address(path), { **call, timeout: }))
        end
        return response unless opts.fetch(:raise_errors, true)

        response.error ? raise(response.error) : OmniAuth::Litmus::Response.final(response)
      end

      # @!method get(path, opts = {})
      #   @param path [String]
      #   @param opts [Hash] as for {#request}. With an `accept` of yours in `headers`, the body may be of another type
      #     than JSON: XML is a `Nokogiri::XML::Document` if your app has loaded Nokogiri, and otherwise a String like
      #     all other types.
      #   @return [Object, nil] the parsed body; nil if it is empty
      #   @raise [Error] as for {#request}, and ProtocolError if the body is not of the type that was asked for
      # @!method post(path, opts = {})
      #   @see #get
      # @!method put(path, opts = {})
      #   @see #get
      # @!method patch(path, opts = {})
      #   @see #get
      # @!method delete(path, opts = {})
      #   @see #get
      %i[get post put patch delete].each do |verb|
        define_method(verb) do |path, opts = {}|
          value(request(verb, path, { **opts, raise_errors: true }), accept: Xml.accept(opts))
        end
      end

      # Lists all entries of a list of the API, of which there need be no other method here. Each page is requested when
      # it is needed.
      #
      #     litmos.each("/sessions/future").first(10)
      #
      # @param path [String] below the base URL. The list may be in an envelope with its `Pagination`, such as
      #   `/users/paginated`.
      # @param params [Hash] such as `search`, `sort`, `dir`, `showInactive`
      # @param limit [Integer] entries of a page, 1 to 1000
      # @yieldparam entry [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [ProtocolError] with the first page, if it is no list
      # @raise [Error]
      def each(path, params: {}, limit: 500, &block)
        Pages.new(self, path, limit:, params:, identity: :hash.to_proc).each(&block)
      end

      # Makes many calls, some of them at a time and within the rate limit, and returns when all have an outcome.
      #
      # @param requests [Array<Hash>] each with `url` (a path), `verb` (`:get`), `params`, `json`
      # @param concurrency [Integer] how many calls are in progress at a time
      # @param deadline [Numeric] seconds for all of them; a call that cannot be made by then is a
      #   {OmniAuth::Litmus::RateLimited}
      # @yieldparam done [Integer]
      # @yieldparam total [Integer]
      # @return [Array<Response, Error>] in the order of the requests
      # @raise [ConfigurationError]
      def batch(requests, concurrency: 4, deadline: 600)
        deadline = Deadline.new(deadline)
        pending = requests.to_a.map { |request| @settings.call(request) }
        outcomes = []
        total = pending.length
        progress = ->(done) { yield outcomes.length + done, total if block_given? }
        outcomes.concat(part(pending, deadline, concurrency, progress)) until pending.empty?
        outcomes
      end

      # Imports many users at once, and waits until the import has ended.
      #
      # @param users [Array<Hash>] `Username` (as imports spell it) or `UserName`, `FirstName`, `LastName` and other
      #   fields. A user that exists is updated.
      # @param deadline [Numeric] seconds
      # @param interval [Numeric] seconds between two requests for the status
      # @param params [Hash] such as `sendmessage` and `skipfirstlogin`
      # @yieldparam import [BulkImport] after each of them
      # @return [BulkImport]
      # @raise [TimeoutError] with the code `:import_unfinished` after the deadline; Litmos goes on with the import
      # @raise [Error]
      def bulk_import(users, deadline: 600, interval: 5, params: {}, &block)
        interval = OmniAuth::Litmus::Plain.number!("interval", interval)
        BulkImport.run(self, users, Deadline.new(deadline), interval, params, &block)
      end

      # @see Org#completions
      # @return [Report]
      def completions(**options)
        org.completions(**options)
      end

      # @param id [String] of an import
      # @return [BulkImport]
      # @raise [NotFound, Error]
      def bulk_import_status(id)
        document = find("/bulkimports", Path.id(id))
        return BulkImport.new(document) if document

        raise NotFound.new("There is no such import", code: :no_such_import, hint: "See the list of imports at Litmos")
      end

      # @api private
      # @param as [Symbol] `:parsed`, or `:with_raw_timestamps`
      # @return [Object, nil] nil for a 404, but not for one in HTML: that comes from a wrong base URL
      def find(path, *parts, as: :parsed)
        value(request(:get, "#{path}#{Path.to(*parts)}"), as:)
      rescue OmniAuth::Litmus::ApiError => e
        raise unless NotFound.meant_by?(e)
      end

      # @return [String] without the API key
      def inspect
        "#<#{self.class} #{@settings.inspect}>"
      end

      private

      def extended(response)
        response.extend(ResponseParsing)
        ErrorDescription.add(response.error, response, @settings) if response.error
        response
      end

      def describe(outcome)
        return extended(outcome) if outcome.is_a?(OmniAuth::Litmus::Response)

        ErrorDescription.add(outcome, outcome.response.extend(ResponseParsing), @settings) if outcome.response
      end

      def value(response, as: :parsed, accept: nil)
        return if response.body.strip.empty?
        return response.public_send(as) if response.content_type.match?(/json\z/)
        return Xml.value(response) if accept && !unasked_page?(response, accept)

        hint = "Litmos writes XML without the header Accept: application/json; look for a proxy that changes it"
        raise OmniAuth::Litmus::ProtocolError.new("The response is not JSON", code: :unexpected_format, hint:,
                                                                              response:)
      end

      # A page where something else is due comes from a proxy or from a wrong base URL.
      def unasked_page?(response, accept)
        response.content_type.end_with?("html") && !accept.include?("html")
      end

      # Makes as many of the pending calls as the rate limit allows now.
      def part(pending, deadline, concurrency, progress)
        calls = pending.shift(@settings.throttle.acquire(pending.length, deadline))
        outcomes = batched(calls, deadline, concurrency) { |done, _| progress.call(done) }
        @settings.throttle.release(outcomes)
        outcomes.each { |outcome| describe(outcome) }
      rescue OmniAuth::Litmus::RateLimited => e
        pending.shift(pending.length).map { e }
      end

      def batched(calls, deadline, concurrency, &)
        @settings.token_source.batch(calls, concurrency:, deadline: deadline.remaining.clamp(0.001, nil), &)
      end

      def serializable_form
        "its settings"
      end
    end
  end
end
