# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # OmniAuth keeps one `omniauth.origin` and one `omniauth.params` in a session, and moves both to the Rack
      # environment before a strategy's callback phase begins. They belong to the newest login; older ones have their
      # own.
      #
      # @api private
      class SessionSlots
        include Unserializable

        # @param env [Hash] the Rack environment
        # @param session [Hash]
        def initialize(env, session)
          @env = env
          @session = session
        end

        # Puts both back into the session: a callback that completes no login must not cost the pending one its origin.
        #
        # @return [void]
        def put_back
          origin, params = @env.values_at("omniauth.origin", "omniauth.params")
          @session["omniauth.origin"] = origin if origin
          @session["omniauth.params"] = params unless params.nil? || params.empty?
        end

        # Gives a completed login its own origin and params. The newest login keeps those that OmniAuth has moved to the
        # environment, and so does one that the Ruby gem began, which has no others.
        #
        # @param login [PendingLogin]
        # @return [void]
        def hand_over(login)
          return if login.from_ruby_gem?

          put_back unless login.newest
          assign("omniauth.origin", login.origin, login)
          assign("omniauth.params", login.params || {}, login)
        end

        private

        def assign(slot, own, login)
          return if login.newest && !blank?(@env[slot])

          @env[slot] = own == "" ? nil : own
        end

        def blank?(value)
          value.nil? || (value.respond_to?(:empty?) && value.empty?)
        end
      end
    end
  end
end
