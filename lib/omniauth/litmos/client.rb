# frozen_string_literal: true

module OmniAuth
  module Litmos
    # An account at Litmos: its API, within its rate limit.
    #
    #     litmos = OmniAuth::Litmos::Client.new(api_key: ENV["LITMOS_API_KEY"], source: "my-app")
    #     litmos.get("/users", params: { search: "ada" }) # => [{ "Id" => …, "UserName" => … }, …]
    #
    # What is wrong with a setting is raised by the first call. An API key goes nowhere but to the base URL, Litmos's
    # own hosts, and the `api_origins` of `client_options`.
    class Client
      include OmniAuth::Litmus::Unserializable

      # @return [Users]
      attr_reader :users

      # @return [Teams]
      attr_reader :teams

      # @return [Courses]
      attr_reader :courses

      # @return [Results]
      attr_reader :results

      # @return [Achievements]
      attr_reader :achievements

      # @param settings [Hash]
      # @option settings [String, #call] :api_key of an account's user, or what gives it, asked for each call: so a key
      #   can be changed while the app runs; or
      # @option settings [OmniAuth::Litmus::TokenSource] :token_source for accounts with OAuth 2.0 endpoints of their
      #   own
      # @option settings [String] :source the name of your application, which Litmos wants to know in each request
      # @option settings [Symbol] :region `:us` (default), `:eu` or `:au`; or
      # @option settings [String] :base_url another address of the API
      # @option settings [String] :site the name of the organisation at Litmos, where an app has several at one base
      #   URL: Litmos counts the requests of an organisation, whichever its keys
      # @option settings [Integer] :rate_limit requests in a window (100)
      # @option settings [Numeric] :rate_window seconds (60)
      # @option settings [#for] :limiter {Limiters::Memory} for this process (default), or a {Limiters::Redis}
      # @option settings [Numeric] :timeout seconds for a call, with waiting for its turn (120)
      # @option settings [Integer] :retries how often a call is made again that was lost where it may be repeated (2)
      # @option settings [Hash] :client_options `proxy`, `ssl` and so on, as for {OmniAuth::Litmus::Client}; its
      #   `timeout` is that of an attempt (15)
      def initialize(**settings)
        @account = Client::Settings.new(settings)
        @users = Users.new(self)
        @teams = Teams.new(self)
        @courses = Courses.new(self)
        @results = Results.new(self)
        @achievements = Achievements.new(self)
      end

      # @return [String] without a slash at the end
      # @raise [ConfigurationError]
      def base_url
        @account.base_url
      end

      # Makes a call.
      #
      # @param verb [Symbol] the HTTP method
      # @param path [String] below the base URL, or an address
      # @param opts [Hash] `params` (query), `json` (a body; a Time becomes a moment as Litmos writes it), `timeout`
      #   (seconds for the whole call, with waiting), `retries`, `headers`, `raise_errors`
      # @return [Response] whose `parsed` has Times for moments, and nil for an empty body
      # @raise [RateLimited] at once, with `retry_at`, where its turn would come after its deadline
      # @raise [Error] as for {OmniAuth::Litmus::Client#request}
      def request(verb, path, opts = {})
        deadline = Deadline.new(opts[:timeout] || @account[:timeout])
        retries = opts[:retries] || @account[:retries]
        call = { **@account.call(opts), retries:, again_if_refused: false, raise_errors: false }
        response = @account.pace.call(deadline) do |left|
          read(@account.access.request(verb, @account.address(path), { **call, timeout: @account.attempt(left) }))
        end
        raise response.error if response.error && opts.fetch(:raise_errors, true)

        response
      end

      # @!method get(path, opts = {})
      #   @param path [String]
      #   @param opts [Hash] as for {#request}
      #   @return [Object, nil] the value of the answer; nil for an empty one
      #   @raise [Error] as for {#request}, and ProtocolError for an answer that is not JSON
      # @!method post(path, opts = {})
      #   @see #get
      # @!method put(path, opts = {})
      #   @see #get
      # @!method patch(path, opts = {})
      #   @see #get
      # @!method delete(path, opts = {})
      #   @see #get
      %i[get post put patch delete].each do |verb|
        define_method(verb) { |path, opts = {}| value(request(verb, path, { **opts, raise_errors: true })) }
      end

      # Makes many calls, some at a time and as many as the limit allows, and returns when each has an outcome.
      #
      # @param requests [Array<Hash>] each with `url` (a path), `verb` (`:get`), `params`, `json`
      # @param concurrency [Integer] calls under way at a moment
      # @param deadline [Numeric] seconds for all of it; what does not get its turn by then is a {RateLimited}
      # @yieldparam done [Integer]
      # @yieldparam total [Integer]
      # @return [Array<Response, Error>] in the order of the requests
      # @raise [ConfigurationError]
      def batch(requests, concurrency: 4, deadline: 600)
        deadline = Deadline.new(deadline)
        rest = requests.map { |request| @account.call(request) }
        outcomes = []
        tell = ->(done) { yield outcomes.length + done, requests.length if block_given? }
        outcomes.concat(part(rest, deadline, concurrency, tell)) until rest.empty?
        outcomes
      end

      # Imports many users at once, and waits until Litmos has worked them off.
      #
      # @param users [Array<Hash>] `Username` (as imports spell it) or `UserName`, `FirstName`, `LastName`, and what
      #   else imports take; a user of that name is changed
      # @param deadline [Numeric] seconds
      # @param interval [Numeric] seconds between two looks at the status
      # @param params [Hash] such as `sendmessage` and `skipfirstlogin`
      # @yieldparam import [BulkImport] each time that it was looked at
      # @return [BulkImport]
      # @raise [TimeoutError] with the code `:import_unfinished`, where the deadline passes; it goes on at Litmos
      # @raise [Error]
      def bulk_import(users, deadline: 600, interval: 5, params: {}, &block)
        BulkImport.run(self, users, Deadline.new(deadline), interval, params, &block)
      end

      # @param id [String] of an import
      # @return [BulkImport]
      # @raise [NotFound, Error]
      def bulk_import_status(id)
        document = find("/bulkimports", Path.id(id))
        return BulkImport.new(document) if document

        raise NotFound.new("There is no such import", code: :no_such_import, hint: "See the account's list of imports")
      end

      # @api private
      # @param as [Symbol] `:undated` for moments as Litmos wrote them
      # @return [Object, nil] nil where it is not there; a page of HTML says that the address is wrong
      def find(path, *parts, as: :parsed)
        value(request(:get, "#{path}#{Path.to(*parts)}"), as)
      rescue OmniAuth::Litmus::ApiError => e
        raise unless e.status == 404 && !e.response.content_type.end_with?("html")
      end

      # @return [String] without the API key
      def inspect
        "#<#{self.class} #{@account.inspect}>"
      end

      private

      def read(response)
        response.extend(ResponseParsing)
        ErrorDescription.tell(response.error, response, @account) if response.error
        response
      end

      def told(outcome)
        return read(outcome) if outcome.is_a?(OmniAuth::Litmus::Response)

        ErrorDescription.tell(outcome, outcome.response.extend(ResponseParsing), @account) if outcome.response
      end

      def value(response, as = :parsed)
        return if response.body.strip.empty?
        return response.public_send(as) if response.content_type.match?(/json\z/)

        hint = "Litmos writes XML unless it is asked for JSON: see what changes the header Accept on the way"
        raise OmniAuth::Litmus::ProtocolError.new("The answer is not JSON", code: :unexpected_format, hint:, response:)
      end

      # As many as may be made now; the rest stays.
      def part(rest, deadline, concurrency, tell)
        calls = rest.shift(@account.pace.permits(rest.length, deadline))
        outcomes = batched(calls, deadline, concurrency) { |done, _| tell.call(done) }
        @account.pace.settle(outcomes)
        outcomes.each { |outcome| told(outcome) }
      rescue OmniAuth::Litmus::RateLimited => e
        rest.shift(rest.length).map { e }
      end

      def batched(calls, deadline, concurrency, &)
        @account.access.batch(calls, concurrency:, deadline: deadline.left.clamp(0.001, nil), &)
      end

      def serializable_form
        "its settings"
      end
    end
  end
end
