# frozen_string_literal: true

module OmniAuth
  module Strategies
    # Sign in with Litmus, as its partner guide describes it. The options are those of `OmniAuth::Strategies::OAuth2`,
    # which the Ruby gem inherited, and three more:
    #
    # `redirect_uri`:: the address that Litmus calls back, behind a balancer that hides it; false sends none
    # `include_email`:: whether `info` has the user's email address, which Litmus may not have verified
    # `include_raw_info`:: whether `extra` has the whole profile
    #
    # @example
    #   provider :litmus, ENV["LITMUS_APP_ID"], ENV["LITMUS_SECRET"], pkce: true
    class Litmus
      include OmniAuth::Strategy
      include OmniAuth::Litmus::AuthorizationCodeFlow

      OAUTH_HOST = OmniAuth::Litmus::OAUTH_HOST
      API_HOST = OmniAuth::Litmus::API_HOST
      CallbackError = OmniAuth::Litmus::CallbackError

      option :name, "litmus"
      option :client_options, { site: OAUTH_HOST }
      option :include_email, false
      option :include_raw_info, false

      uid { raw_info["id"].to_s }

      info do
        info = { name: raw_info["full_name"], first_name: raw_info["first_name"], last_name: raw_info["last_name"] }
        info[:email] = raw_info["email"] if options["include_email"]
        info
      end

      extra { options["include_raw_info"] ? { "raw_info" => raw_info } : {} }

      # Who signed in, from Litmus's API.
      #
      # @return [Hash{String => Object}]
      # @raise [OmniAuth::Litmus::Error]
      def raw_info
        @raw_info ||= user(access_token.get("#{API_HOST}/v2/users/current").parsed)
      end

      private

      # Without an id of its own, every such user would be the same one.
      def user(profile)
        user = profile["user"] if profile.is_a?(Hash)
        id = user["id"] if user.is_a?(Hash)
        return user if id.is_a?(Integer) || (id.is_a?(String) && id.match?(/\S/))

        hint = "Check that LITMUS_API_HOST is Litmus's API"
        raise OmniAuth::Litmus::ProtocolError.new("The profile names no user", code: :invalid_profile, hint:)
      end
    end
  end
end
