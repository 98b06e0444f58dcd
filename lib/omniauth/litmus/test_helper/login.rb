# frozen_string_literal: true

require_relative "../sandbox"

module OmniAuth
  module Litmus
    module TestHelper
      # A mocked login. Its auth hash is made by the strategy, from a made-up token and profile.
      class Login
        include Unserializable

        # The default user: the first one of the sandbox.
        USER = Sandbox::Settings::DEMO_USERS.first

        # The options and their defaults.
        DEFAULTS = {
          uid: USER[:id], first_name: USER[:first_name], last_name: USER[:last_name], name: nil, email: nil,
          raw_info: false, token: "mock-access-token", refresh_token: "mock-refresh-token", expires_at: :in_two_hours,
          strategy: Strategies::Litmus
        }.freeze

        # @param who [Hash]
        # @option who [String, Integer] :uid the user's id
        # @option who [String] :first_name
        # @option who [String] :last_name
        # @option who [String] :name by default, first and last name
        # @option who [String, nil] :email given: as with the strategy's option `include_email`
        # @option who [Boolean, Hash] :raw_info true, or members to add to the profile: as with `include_raw_info`
        # @option who [String] :token
        # @option who [String, nil] :refresh_token nil: there is none
        # @option who [Integer, Time, nil] :expires_at nil: the token does not expire
        # @option who [Class] :strategy the app's own
        # @raise [ArgumentError] for an unknown option
        def initialize(**who)
          unknown = who.keys - DEFAULTS.keys
          raise ArgumentError, "unknown of a login: #{unknown.join(", ")}" unless unknown.empty?

          @who = DEFAULTS.merge(who)
        end

        # @param provider [Symbol, String] the strategy's name
        # @return [OmniAuth::AuthHash]
        def auth_hash(provider)
          user = profile
          strategy = @who[:strategy].new(nil, name: provider.to_s, include_email: !@who[:email].nil?,
                                              include_raw_info: @who[:raw_info] != false)
          strategy.access_token = AccessToken.from_hash(strategy.client, token)
          strategy.define_singleton_method(:raw_info) { user }
          strategy.auth_hash
        end

        private

        def profile
          names = @who.values_at(:first_name, :last_name)
          more = @who[:raw_info].is_a?(Hash) ? @who[:raw_info].transform_keys(&:to_s) : {}
          { "id" => @who[:uid], "full_name" => @who[:name] || names.compact.join(" "), "first_name" => names.first,
            "last_name" => names.last, "email" => @who[:email] || USER[:email], **more }
        end

        def token
          expires_at = @who[:expires_at]
          expires_at = Time.now.to_i + 7200 if expires_at == :in_two_hours
          { access_token: @who[:token], refresh_token: @who[:refresh_token], expires_at: expires_at&.to_i }
        end
      end
    end
  end
end
