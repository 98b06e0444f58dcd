# frozen_string_literal: true

module OmniAuth
  module Litmus
    # OmniAuth's slots for the origin and the params of a login: one each in a session, and emptied before a strategy's
    # callback phase begins. They belong to the newest login; the others bring their own values.
    #
    # @api private
    class Slots
      # @param env [Hash] the Rack environment, in which OmniAuth has put what it took from the session
      def initialize(env)
        @env = env
        @session = env["rack.session"]
      end

      # Puts back what OmniAuth took: a callback that completes no login takes nothing from the one under way.
      #
      # @return [void]
      def put_back
        origin, params = @env.values_at("omniauth.origin", "omniauth.params")
        @session["omniauth.origin"] = origin if origin
        @session["omniauth.params"] = params unless params.nil? || params.empty?
      end

      # Gives a completed login its own origin and params. One from the Ruby gem has only what is in the slots.
      #
      # @param login [PendingLogins::Login]
      # @return [void]
      def hand_over(login)
        return if login.bare

        put_back unless login.newest
        taken = login.newest ? @env["omniauth.params"] : {}
        @env["omniauth.params"] = login.params || taken
        @env["omniauth.origin"] = origin(login)
      end

      private

      # An empty origin means that there was none; a missing one, that it was too long to keep in the entry.
      def origin(login)
        origin = login.origin || (@env["omniauth.origin"] if login.newest)
        origin unless origin.to_s.empty?
      end
    end
  end
end
