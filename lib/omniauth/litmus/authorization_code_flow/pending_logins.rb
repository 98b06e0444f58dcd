# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # The pending logins of a session: at most four, for an hour each. The core compares the states and decides which
      # login a callback completes; this class reads and writes the session:
      #
      #     session["omniauth.litmus.pending"]   # => [{ "state" => "…", "at" => 1790000000, "verifier" => "…" }, …]
      #     session["omniauth.state"]            # => the state of the newest login
      #     session["omniauth.pkce.verifier"]    # => its code verifier
      #
      # The last two are those of the Ruby gem. Apps and tests read them, and so does the Ruby gem in a rolling deploy.
      #
      # @api private
      class PendingLogins
        include Unserializable

        # The session's key of a strategy of this gem.
        SESSION_KEY = /\Aomniauth\..+\.pending\z/
        private_constant :SESSION_KEY

        # @param session [Hash] the Rack session
        # @param name [String] the strategy's name
        def initialize(session, name)
          @session = session
          @key = "omniauth.#{name}.pending"
        end

        # Adds a login, with the origin and the params that OmniAuth, or the app, has put into the session.
        #
        # @param state [String]
        # @param verifier [String, nil] PKCE's code verifier
        # @param redirect_uri [String, nil] the one that the first leg sends
        # @param named [Object, nil] the origin that the request itself named, if it did
        # @return [void]
        def begin(state, verifier:, redirect_uri:, named:)
          origin = @session["omniauth.origin"]
          origin = [origin.nil? ? "" : origin, named == origin]
          params = @session["omniauth.params"]
          @session[@key] = Core.begin_login(@session[@key], state, verifier, redirect_uri, origin, params)
          @session["omniauth.state"] = state
        end

        # Deletes an origin that OmniAuth left in the session for an earlier request: it belongs to the login of that
        # request alone. An origin that the app put there belongs to whichever login takes it first, as with OmniAuth.
        #
        # @return [void]
        def forget_stale_origin
          origin = @session["omniauth.origin"] or return
          earlier = entries.reverse_each.find { |login| login["named"] } or return
          # A longer one is not copied into an entry; it stays in OmniAuth's slot alone.
          known = earlier["origin"] || (origin if origin.to_s.bytesize > Core::MAX_ORIGIN)
          @session.delete("omniauth.origin") if known == origin
        end

        # Removes the login that a callback completes from the session. A callback that completes none changes nothing.
        #
        # @param state [Object] the callback's parameter, of any type
        # @return [PendingLogin, nil]
        def claim(state)
          known, rest, newest_state = Core.claim_login(@session[@key], @session["omniauth.state"], state)
          return unless known

          login = PendingLogin.new(*known)
          return if login.from_ruby_gem? && of_another_strategy?(login.state)

          login.verifier = @session["omniauth.pkce.verifier"] if login.from_ruby_gem?
          keep(rest, newest_state)
          login
        end

        # For a provider that returns no state, with `provider_ignores_state`: claims the newest login.
        #
        # @return [PendingLogin, nil]
        def claim_newest
          claim(newest_state)
        end

        # @return [Boolean] whether any login is pending
        def any?
          Core.login_pending?(@session[@key], newest_state)
        end

        private

        # The session's newest state, or this strategy's own if another strategy of the app has written it since.
        def newest_state
          newest = @session["omniauth.state"]
          of_another_strategy?(newest) ? states(entries).last : newest
        end

        # Whether a state belongs to another strategy in the same session. That one's provider knows the state, and must
        # not complete a login here with it (mix-up, RFC 9700 §4.4).
        def of_another_strategy?(state)
          @session.to_hash.any? do |key, logins|
            key.to_s.b.match?(SESSION_KEY) && key != @key && states(logins).include?(state)
          end
        end

        def entries
          logins = @session[@key]
          logins.is_a?(Array) ? logins.grep(Hash) : []
        end

        def states(logins)
          logins.is_a?(Array) ? logins.grep(Hash).filter_map { |login| login["state"] || login[:state] } : []
        end

        def keep(rest, newest_state)
          put(@key, rest.empty? ? nil : rest)
          put("omniauth.state", newest_state)
          newest = rest.find { |login| login["state"] == newest_state } if newest_state
          put("omniauth.pkce.verifier", newest&.dig("verifier"))
        end

        def put(key, value)
          value.nil? ? @session.delete(key) : @session[key] = value
        end
      end
    end
  end
end
