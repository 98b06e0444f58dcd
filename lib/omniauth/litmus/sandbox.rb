# frozen_string_literal: true

require_relative "unserializable"
require_relative "sandbox/toolkit"
require_relative "sandbox/settings"
require_relative "sandbox/sessions"
require_relative "sandbox/router"

module OmniAuth
  module Litmus
    # A Litmus to develop and test against: a Rack app that answers like litmus.com and api.litmus.com do, with demo
    # accounts, in one process and without a network. Litmus grants API access case by case and calls back over HTTPS
    # only, so this is how one tries a sign-in at home.
    #
    #     # config.ru
    #     require "omniauth/litmus/sandbox"
    #     run OmniAuth::Litmus::Sandbox.new(rotation: :first_use)
    #
    # Everything is kept in memory and forgotten when the process ends, so run it in one process (threads are fine).
    # An app that mounts it beside itself needs a server with at least two threads: the app calls the sandbox while the
    # browser waits for the app.
    #
    # It answers only in the environments development and test, and only to loopback peers.
    class Sandbox
      include Unserializable

      # Client id of the application that is there when `applications:` is not given.
      DEMO_APPLICATION_ID = Settings::DEMO_APPLICATION[:id]
      # Its secret. No secret at all: it is printed here and on the sandbox's first page.
      DEMO_APPLICATION_SECRET = Settings::DEMO_APPLICATION[:secret]
      # The Instant API's key that is there when `instant_api_keys:` is not given.
      DEMO_INSTANT_API_KEY = Settings::DEMO_INSTANT_API_KEY

      # @return [Settings] the switches in force
      attr_reader :settings

      # What is known of Litmus is in its guides; what is not known, or varies, is a switch.
      #
      # @param switches [Hash]
      # @option switches [Array<Hash>] :applications each with `id:`, `secret:`, `name:` and `redirect_uris:`. A
      #   redirect URI is compared exactly; without any, every https and loopback URI will do. Default: one demo
      #   application.
      # @option switches [Array<Hash>] :users each with `id:` (Integer), `first_name:`, `last_name:` and `email:`
      # @option switches [Symbol] :rotation when a refresh kills the old pair of tokens: `:immediate` (default) or
      #   `:first_use`, once the new access token is used (Doorkeeper with a `previous_refresh_token` column)
      # @option switches [String] :token_type `"Bearer"` (default), or `"bearer"` as old versions of Doorkeeper write it
      # @option switches [Integer, nil] :expires_in life of an access token in seconds (7200); nil: it does not expire
      # @option switches [String] :granted_scope the scope of the tokens (`"full"`, Litmus's only one); a token with
      #   another gets a 403 from the APIs
      # @option switches [Boolean] :state_on_denial true (default): a denial carries state and description, as
      #   Doorkeeper's does; false: the bare `?error=access_denied` of Litmus's guide
      # @option switches [Boolean] :legacy_error_status true: every error of the token endpoint is a 401, as in old
      #   versions of Doorkeeper; false (default): `invalid_client` is a 401, the others are 400
      # @option switches [Symbol] :authorize_errors `:page` (default): every error of an authorization request is shown
      #   to the user, as Doorkeeper does; `:redirect`: those that RFC 6749 §4.1.2.1 lets through go to the application.
      #   An unknown client or redirect URI is never redirected.
      # @option switches [Integer, nil] :rate_limit v3 requests in a window (300); nil: no limit, no headers
      # @option switches [Integer] :rate_window the window in seconds (900)
      # @option switches [Array<String>] :slow_clients e-mail clients whose previews are answered with a 504
      # @option switches [Array<String>] :instant_api_keys keys of the Instant API, shown as the user of HTTP's Basic
      #   authentication. Default: {DEMO_INSTANT_API_KEY}.
      # @option switches [String, nil] :capture_host the origin of the images of previews; nil: the sandbox's own
      # @option switches [Boolean] :allow_anywhere true: no `Toolkit::Guard`. For isolated networks only: anyone who
      #   reaches the sandbox is signed in as whom they please
      # @option switches [#call] :clock answers the present Time, which each answer tells in its header Date
      # @option switches [#call] :on_event gets a Hash after each request: `method`, `path`, `status`, and what the
      #   endpoint noted (`client_id`, `grant_type`, `user_id`, `error`, `captured`); never a secret, code or token
      # @raise [ArgumentError] for an unknown switch or value
      def initialize(**switches)
        @settings = Settings.new(**switches)
        reset!
      end

      # Forgets all sessions, codes, tokens and counted requests.
      #
      # @return [self]
      def reset!
        @app = Toolkit::App.new(settings, Router.new(settings), forbidden: Pages.method(:forbidden))
        self
      end

      # The Rack interface.
      #
      # @param env [Hash]
      # @return [Array(Integer, Hash, Array<String>)]
      def call(env)
        @app.call(env)
      end

      # @return [String] without the secrets of the applications
      def inspect
        "#<#{self.class} #{settings.applications.length} applications, rotation: #{settings.rotation.inspect}>"
      end
    end
  end
end
