# frozen_string_literal: true

require "omniauth/litmus/token_source"
require_relative "../bad_input/person"
require_relative "../bad_input/words"
require_relative "../relying_app"

class FaultServer < BadInput::ScriptedLitmus
  # A moment at which something is asked of Litmus: attempted at a server with a fault, and again when that is mended.
  #
  # A stage hears everything that is told about it: what is logged, raised, shown and notified.
  class Stage
    TOKENS_KEPT = { "access_token" => "#{BadInput::Secrets::MARK}-old", "expires_at" => nil,
                    "refresh_token" => "#{BadInput::Secrets::MARK}-refresh" }.freeze
    # What came of an attempt: `error`, OmniAuth's `failure` key where it was a login, the user's `uid`.
    Result = Struct.new(:error, :failure, :uid, :words, keyword_init: true) do
      # @return [Array(Symbol, Symbol), Symbol] as for {Fault}
      def outcome
        return [error.class.name[/\w+\z/].to_sym, error.code] if error

        uid ? :fine : :answered
      end
    end

    # @param server [FaultServer]
    # @param healthy [BadInput::ScriptedLitmus] for the other half of a login
    # @param settings [Hash] client_options
    # @param secrets [BadInput::Secrets]
    def initialize(server, healthy, settings, secrets)
      @server = server
      @healthy = healthy
      @settings = settings
      @secrets = secrets
      @told = +""
      prepare
    end

    # @return [Result] of an attempt that every listener heard
    def attempt
      OmniAuth::Litmus.subscriber = ->(name, payload) { @told << name << payload.inspect << payload.to_a.join(" ") }
      run
    ensure
      OmniAuth::Litmus.subscriber = nil
    end

    # @return [Array<String>] origins: Litmus's, and that of the API
    def hosts = [@server.base_url, @server.base_url]

    # @return [Integer] how often it was asked
    def attempts(_result) = 1

    # @return [Array<String>] the secrets that were told
    def leaks(result) = @secrets.in([@told, *result.words].map { |words| words.to_s.b }.join("\n"))

    private

    def prepare; end

    # With what a log and a failed call are told, outside of an app.
    def result_of
      Thread.current[:relying_app] = Struct.new(:log).new(@told)
      Result.new(uid: yield, words: [])
    rescue OmniAuth::Litmus::Error => e
      Result.new(error: e, words: [BadInput::Words.of(e), Marshal.dump(e), *e.backtrace])
    ensure
      Thread.current[:relying_app] = nil
    end

    def client
      @client ||= OmniAuth::Litmus::Client.new(*BadInput::Secrets::CLIENT, { site: @server.base_url }.merge(@settings))
    end

    # The code is exchanged, with PKCE, so that there is a verifier to keep secret.
    class Exchange < Stage
      def hosts = [@server.base_url, @healthy.base_url]

      private

      def prepare
        challenge = ->(verifier) { OmniAuth::Litmus::Core.code_challenge(@secrets.add(verifier)) }
        pkce_options = { code_challenge: challenge, code_challenge_method: "S256" }
        @app = RelyingApp.new(site: hosts.first, client: BadInput::Secrets::CLIENT, client_options: @settings,
                              pkce: true, pkce_options:)
      end

      def run
        outcome = BadInput::Person.new(@app, @secrets).begin_login.come_back
        failure = outcome.failure
        Result.new(error: (outcome.error if failure), failure:, uid: outcome.auth&.uid, words: [outcome.words])
      end
    end

    # Who signed in is asked.
    class Profile < Exchange
      def hosts = [@healthy.base_url, @server.base_url]
    end

    # A pair in a store is renewed.
    class Refresh < Stage
      # What a token source asks for once more: the answer may be lost, and the old refresh token still good.
      LOST = [OmniAuth::Litmus::TimeoutError, OmniAuth::Litmus::ConnectionError, OmniAuth::Litmus::ProtocolError].freeze

      def attempts(result) = LOST.include?(result.error.class) ? 2 : 1

      private

      def prepare
        @store = OmniAuth::Litmus::Stores::Memory.new(TOKENS_KEPT)
        @source = OmniAuth::Litmus::TokenSource.new(client, @store)
      end

      def run
        result_of { "1001" if @source.refresh!.token == @store.read["access_token"] }
          .tap { |result| result.words << @source.inspect << @store.inspect }
      end
    end

    # The API is called with a token.
    class Call < Stage
      private

      def run
        token = OmniAuth::Litmus::AccessToken.from_hash(client, TOKENS_KEPT)
        result_of { user_of(token.get(PROFILE).tap { |response| @told << response.inspect << token.inspect }) }
      end

      def user_of(response)
        profile = response.parsed
        profile.is_a?(Hash) && profile["user"].is_a?(Hash) ? profile["user"]["id"]&.to_s : nil
      end
    end

    ALL = { exchange: Exchange, profile: Profile, refresh: Refresh, call: Call }.freeze
  end
end
