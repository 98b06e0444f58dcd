# frozen_string_literal: true

require_relative "secrets"
require_relative "words"

module BadInput
  # Somebody who signs in at a RelyingApp, and everything about it that somebody else could come to read.
  class Person
    CALLBACK = "/auth/litmus/callback"

    # What came of a request, beside all that was said about it.
    Outcome = Struct.new(:answer, :error, :words, :secrets) do
      # @return [Symbol, nil] OmniAuth's failure key
      def failure = answer.failure&.to_sym

      # @return [Symbol, String, nil] the code of the error
      def code = %i[code error].filter_map { |field| error.public_send(field) if error.respond_to?(field) }.first

      # @return [Array<String>] secrets that were told
      def leaks = secrets.in(words)

      def auth = failure ? nil : answer.auth
    end

    # @return [RelyingApp::Answer, nil] of the first leg
    attr_reader :leg_one

    # @param app [RelyingApp]
    # @param secrets [Secrets]
    def initialize(app, secrets)
      @app = app
      @secrets = secrets
      @browser = app.browser
    end

    # @return [Person] with the cookies of this moment, as from a copy or a backup of the browser's
    def twin
      dup.tap { |twin| twin.browser = @app.browser.tap { |browser| browser.cookies = @browser.cookies.dup } }
    end

    # The first leg.
    #
    # @param query [String] of its address
    # @param headers [Hash]
    # @return [self]
    def begin_login(query: "", headers: {}, **params)
      @leg_one = @browser.sign_in(headers: { "QUERY_STRING" => query }.merge(headers), **params)
      @secrets.add(state)
      self
    end

    # @return [Outcome] of a first leg that leads nowhere
    def outcome_of_leg_one = outcome(leg_one)

    def state = leg_one&.state

    # The second leg, as Litmus would have it unless told otherwise; a parameter that is nil is left out.
    #
    # @return [Outcome]
    def come_back(headers: {}, **params)
      params = { code: Secrets.new_mark("code"), state: }.merge(params).compact
      outcome(@browser.callback(headers:, **params))
    end

    # A callback that only a tampered query can be.
    #
    # @param query [String] as it stands in the address
    # @return [Outcome]
    def come_back_raw(query)
      outcome(@browser.callback(headers: { "QUERY_STRING" => query }))
    end

    # @return [Outcome] of any request
    def ask(method, path, headers = {})
      outcome(@browser.request(method, path, nil, headers))
    end

    # @return [Hash] what the session holds
    def session = JSON.parse(ask("GET", "/session").answer.body)

    # @param seconds [Integer] by which the logins under way grow older
    # @return [self]
    def wait(seconds)
      ask("GET", "/later?#{seconds}")
      self
    end

    # @param values [Hash] put into the session, as something else left them there
    # @return [self]
    def find_in_session(values)
      ask("POST", "/put", { "rack.input" => StringIO.new(JSON.generate(values)) })
      self
    end

    protected

    attr_writer :browser

    private

    def outcome(answer)
      errors = @app.errors.dup
      words = [@app.log, answer.location, answer.body, *errors.map { |error| Words.of(error) }]
      Outcome.new(answer, errors.last, words.map { |text| text.to_s.b }.join("\n"), @secrets)
    end
  end
end
