# frozen_string_literal: true

module OmniAuth
  module Strategies
    # Sign in with Litmos, for accounts with OAuth 2.0 endpoints of their own: Litmos has none for everyone. Configure
    # them in `client_options`; the first use raises an error for a missing one. Everything else is as with Litmus.
    #
    # @example
    #   provider :litmos, ENV["LITMOS_APP_ID"], ENV["LITMOS_SECRET"], pkce: true,
    #     client_options: { site: "https://login.example.com", authorize_url: "/authorize", token_url: "/token" },
    #     profile_url: "https://login.example.com/userinfo"
    class Litmos
      include OmniAuth::Strategy
      include OmniAuth::Litmus::AuthorizationCodeFlow
      include OmniAuth::Litmus::ConfiguredProfile

      option :name, "litmos"
      option :client_options, { provider: "litmos" }
      option :profile_fields, { uid: "Id", name: "FullName", first_name: "FirstName", last_name: "LastName",
                                email: "Email" }
    end
  end
end
