# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The logins under way in one session: at most four, one hour each, each with what only it knows. Which callback
    # completes which is decided by the core; this class keeps the session.
    #
    # `session["omniauth.state"]` stays the newest state and `session["omniauth.pkce.verifier"]` its verifier, because
    # apps, tests and the Ruby gem (in a rolling deploy) look there.
    #
    # @api private
    class PendingLogins
      # A login that a genuine callback completes.
      #
      # `newest` tells whether OmniAuth's single slots (origin, params) are those of this login. A login without an
      # entry of its own, left in the session by the Ruby gem, has `bare` set.
      Login = Struct.new(:state, :verifier, :redirect_uri, :origin, :params, :newest, :bare, keyword_init: true)

      # @param session [Hash] the Rack session
      # @param name [String] the strategy's name
      def initialize(session, name)
        @session = session
        @key = "omniauth.#{name}.pending"
      end

      # Remembers a login.
      #
      # @param login [Hash{String => Object}] `state`, and where known `verifier`, `redirect_uri`, `origin`, `params`
      # @return [void]
      def begin(login)
        @session[@key] = Core.begin_login(@session[@key], login)
        @session["omniauth.state"] = login["state"]
      end

      # Takes the login that a callback completes out of the session. A callback that completes none changes nothing.
      #
      # @param state [Object] the parameter of the callback, whatever it is
      # @return [Login, nil]
      def claim(state)
        login, rest, newest_state, newest = Core.claim_login(@session[@key], @session["omniauth.state"], state)
        return unless login

        verifier = bare?(login) ? @session["omniauth.pkce.verifier"] : login["verifier"]
        keep(rest, newest_state)
        Login.new(state: login["state"], verifier:, redirect_uri: login["redirect_uri"],
                  origin: login["origin"], params: login["params"], newest:, bare: bare?(login))
      end

      # For a provider that gives no state back: the newest login is the one.
      #
      # @return [Login, nil]
      def claim_newest
        claim(@session["omniauth.state"])
      end

      # @return [Boolean] whether any login is under way
      def any?
        Core.login_pending?(@session[@key], @session["omniauth.state"])
      end

      private

      # Only entries of ours have a time.
      def bare?(login)
        !login.key?("at")
      end

      def keep(rest, newest_state)
        put(@key, rest.empty? ? nil : rest)
        put("omniauth.state", newest_state)
        put("omniauth.pkce.verifier", rest.find { |login| login["state"] == newest_state }&.dig("verifier"))
      end

      def put(key, value)
        value.nil? ? @session.delete(key) : @session[key] = value
      end
    end
  end
end
