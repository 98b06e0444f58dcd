# frozen_string_literal: true

module OmniAuth
  # What `provider` looks names up in.
  module Strategies
    # Sign in with Litmus, as in its partner guide. The options are those of `OmniAuth::Strategies::OAuth2`, which the
    # Ruby gem inherited, and three more:
    #
    # `redirect_uri`:: the address that Litmus calls back, for an app behind a balancer that hides it; false sends none
    # `include_email`:: whether `info` has the user's email address, which Litmus may not have verified
    # `include_raw_info`:: whether `extra` has the whole profile
    #
    # @example
    #   provider :litmus, ENV["LITMUS_APP_ID"], ENV["LITMUS_SECRET"], pkce: true
    class Litmus
      include OmniAuth::Strategy
      include OmniAuth::Litmus::AuthorizationCodeFlow

      # `LITMUS_OAUTH_HOST`, or `https://litmus.com`.
      OAUTH_HOST = OmniAuth::Litmus::OAUTH_HOST
      # `LITMUS_API_HOST`, or `https://api.litmus.com`.
      API_HOST = OmniAuth::Litmus::API_HOST
      # A callback that completes no login.
      CallbackError = OmniAuth::Litmus::CallbackError

      option :name, "litmus"
      option :client_options, { site: OAUTH_HOST }
      option :include_email, false
      option :include_raw_info, false

      uid { OmniAuth::Litmus::Profile.id(profile_member("id")) }

      info do
        info = { "name" => profile_member("full_name"), "first_name" => profile_member("first_name"),
                 "last_name" => profile_member("last_name") }
        info["email"] = profile_member("email") if options["include_email"]
        info
      end

      extra { options["include_raw_info"] ? { "raw_info" => raw_info } : {} }

      # The user's profile, from Litmus's API. It may be anything; `uid` checks that it has an id.
      #
      # @return [Object] `parsed["user"]` of the response; a Hash can be read by String and by Symbol
      # @raise [OmniAuth::Litmus::Error]
      def raw_info
        return @raw_info if defined?(@raw_info)

        document = access_token.get("#{API_HOST.chomp("/")}/v2/users/current").parsed
        @raw_info = OmniAuth::Litmus::Members.of(OmniAuth::Litmus::Profile.member(document, "user"))
      end

      private

      def profile_member(name)
        OmniAuth::Litmus::Profile.member(raw_info, name)
      end
    end
  end
end
