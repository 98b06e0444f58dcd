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
      include Unserializable

      # A login that a genuine callback completes. `newest` tells whether OmniAuth's single slots are its own.
      Login = Struct.new(:state, :at, :verifier, :redirect_uri, :origin, :params, :newest) do
        include Unserializable

        # Whether it has no entry of its own, because the Ruby gem left it in the session: only entries have a time.
        def bare
          at.zero?
        end
      end

      # What a strategy of this gem's has in a session.
      STRATEGY = /\Aomniauth\..+\.pending\z/
      # OmniAuth's, of which a session has one each.
      SLOTS = %w[omniauth.origin omniauth.params].freeze
      # An entry has no longer one; it stays in the slot alone.
      LONGEST_ORIGIN = 256
      private_constant :STRATEGY, :SLOTS, :LONGEST_ORIGIN

      # @param session [Hash] the Rack session
      # @param name [String] the strategy's name
      def initialize(session, name)
        @session = session
        @key = "omniauth.#{name}.pending"
      end

      # Remembers a login, with the origin and the params that stand in OmniAuth's slots: what OmniAuth wrote there, or
      # the app.
      #
      # @param state [String]
      # @param verifier [String, nil] PKCE's code verifier
      # @param redirect_uri [String, nil] what the first leg sends
      # @param named [Object, nil] the origin that the request itself named
      # @return [void]
      def begin(state, verifier:, redirect_uri:, named:)
        origin, params = SLOTS.map { |slot| @session[slot] }
        origin = [origin.nil? ? "" : origin, named == origin]
        @session[@key] = Core.begin_login(@session[@key], state, verifier, redirect_uri, origin, params)
        @session["omniauth.state"] = state
      end

      # OmniAuth leaves in its slot what an earlier request named, and that belongs to the login of that request alone.
      # What the app wrote there is for every login that begins until one takes it, as with OmniAuth.
      #
      # @return [void]
      def free_slot
        origin = @session["omniauth.origin"] or return
        earlier = entries.reverse_each.find { |login| login["named"] } or return
        known = earlier["origin"] || (origin if origin.to_s.bytesize > LONGEST_ORIGIN)
        @session.delete("omniauth.origin") if known == origin
      end

      # Takes the login that a callback completes out of the session. A callback that completes none changes nothing.
      #
      # @param state [Object] the parameter of the callback, whatever it is
      # @return [Login, nil]
      def claim(state)
        known, rest, newest_state = Core.claim_login(@session[@key], @session["omniauth.state"], state)
        return unless known

        login = Login.new(*known)
        return if login.bare && of_another?(login.state)

        login.verifier = @session["omniauth.pkce.verifier"] if login.bare
        keep(rest, newest_state)
        login
      end

      # For a provider that gives no state back: the newest login is the one.
      #
      # @return [Login, nil]
      def claim_newest
        claim(newest_state)
      end

      # @return [Boolean] whether any login is under way
      def any?
        Core.login_pending?(@session[@key], newest_state)
      end

      private

      # OmniAuth's slot, unless another strategy of the app has used it since.
      def newest_state
        newest = @session["omniauth.state"]
        of_another?(newest) ? states(entries).last : newest
      end

      # Whether a state is known to another strategy of this gem's in the same session: its provider knows the state,
      # and must not complete a login here with it (RFC 9700 §4.4).
      def of_another?(state)
        @session.to_hash.any? do |key, logins|
          key.to_s.match?(STRATEGY) && key != @key && states(logins).include?(state)
        end
      end

      def entries
        logins = @session[@key]
        logins.is_a?(Array) ? logins.grep(Hash) : []
      end

      def states(logins)
        logins.is_a?(Array) ? logins.filter_map { |login| login["state"] if login.is_a?(Hash) } : []
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

    # OmniAuth's slots for the origin and the params of a login: one each in a session, and emptied before a strategy's
    # callback phase begins. They belong to the newest login; the others bring their own values.
    #
    # @api private
    class Slots
      include Unserializable

      # @param env [Hash] the Rack environment, in which OmniAuth has put what it took from the session
      # @param session [Hash]
      def initialize(env, session)
        @env = env
        @session = session
      end

      # Puts back what OmniAuth took: a callback that completes no login takes nothing from the one under way.
      #
      # @return [void]
      def put_back
        origin, params = @env.values_at("omniauth.origin", "omniauth.params")
        @session["omniauth.origin"] = origin if origin
        @session["omniauth.params"] = params unless params.nil? || params.empty?
      end

      # Gives a completed login its own origin and params. To the newest belongs what is in the slots, as with OmniAuth;
      # one from the Ruby gem has nothing else.
      #
      # @param login [PendingLogins::Login]
      # @return [void]
      def hand_over(login)
        return if login.bare

        put_back unless login.newest
        hand("omniauth.origin", login.origin, login)
        hand("omniauth.params", login.params || {}, login)
      end

      private

      def hand(slot, own, login)
        return if login.newest && !blank?(@env[slot])

        @env[slot] = own == "" ? nil : own
      end

      def blank?(value)
        value.nil? || (value.respond_to?(:empty?) && value.empty?)
      end
    end
  end
end
