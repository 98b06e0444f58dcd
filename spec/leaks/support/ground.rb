# frozen_string_literal: true

require "omniauth/litmus/instant_api"
require "omniauth/litmus/token_source"
require "support/bad_input/person"
require "support/bad_input/scripted_litmus"
require "support/bad_input/secrets"
require "support/bad_input/session_desk"
require "support/relying_app"

module LeakHunt
  # A Litmus, an app, and everything that asks something of Litmus, with secrets that are marked.
  class Ground
    MARK = BadInput::Secrets::MARK
    CLIENT = BadInput::Secrets::CLIENT
    PAIR = { "access_token" => "#{MARK}-access-token", "refresh_token" => "#{MARK}-refresh-token",
             "expires_at" => nil }.freeze

    # @return [BadInput::ScriptedLitmus]
    attr_reader :litmus
    # @return [BadInput::Secrets]
    attr_reader :secrets
    # @return [Ears]
    attr_reader :ears
    # @return [String] where Litmus is, unless a fault is that it is nowhere
    attr_accessor :site

    # @param ears [Ears]
    def initialize(ears)
      @ears = ears
      @litmus = BadInput::ScriptedLitmus.new
      @secrets = BadInput::Secrets.new
      @site = litmus.base_url
    end

    # @param options [Hash] of the strategy
    # @return [BadInput::Person]
    def person(**options)
      @person ||= BadInput::Person.new(app(**options), secrets)
    end

    # @return [RelyingApp] with PKCE, so that there is a verifier to keep secret
    def app(client: CLIENT, client_options: {}, **options)
      @app ||= begin
        challenge = ->(verifier) { OmniAuth::Litmus::Core.code_challenge(secrets.add(verifier)) }
        pkce_options = { code_challenge: challenge, code_challenge_method: "S256" }
        RelyingApp.new(site:, client:, pkce: true, pkce_options:, behind: BadInput::SessionDesk.new,
                       client_options: settings.merge(client_options), **options)
      end
    end

    # Hears what became of a login.
    #
    # @param outcome [BadInput::Person::Outcome]
    # @return [Exception, nil]
    def told_by(outcome)
      ears.hear(:redirect, outcome.answer.location)
      ears.hear(:page, outcome.answer.body)
      ears.hear(:log, @app.log)
      @app.errors.compact.each { |error| ears.error(error) }
      @app.error if outcome.failure
    end

    def settings = { timeout: 20, api_origins: [site] }

    def client(**more)
      @client ||= OmniAuth::Litmus::Client.new(*CLIENT, { site:, **settings, **more })
    end

    # @param options [Hash] `mode` and the like
    # @return [OmniAuth::Litmus::AccessToken]
    def token(**options) = OmniAuth::Litmus::AccessToken.from_hash(client, PAIR.merge(options))

    def store = @store ||= OmniAuth::Litmus::Stores::Memory.new(PAIR)

    def source = @source ||= OmniAuth::Litmus::TokenSource.new(client, store)

    # @return [Array<Object>] what an app may inspect or dump afterwards
    def objects
      strategy = OmniAuth::Strategies::Litmus.new(->(_) {}, *CLIENT, client_options: { site: }) if @app
      [@client, @store, @source, strategy].compact
    end

    def leave = litmus.stop
  end
end
