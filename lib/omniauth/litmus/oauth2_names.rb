# frozen_string_literal: true

require "omniauth/litmus"

# Loaded only by an app that requires it: the names of the oauth2 gem, for code that rescues `OAuth2::Error` or restores
# an `OAuth2::AccessToken`. It refuses to load together with the oauth2 gem.
if defined?(OAuth2)
  raise LoadError, "the oauth2 gem is loaded, so omniauth/litmus/oauth2_names cannot define its names; " \
                   "use those of OmniAuth::Litmus, or remove oauth2 from the Gemfile"
end

require_relative "oauth2_names/error"
require_relative "oauth2_names/response"

OmniAuth::Litmus::Error.prepend(OmniAuth::Litmus::OAuth2Names::Error)
OmniAuth::Litmus::Response.prepend(OmniAuth::Litmus::OAuth2Names::Response)

# The names that apps with the Ruby gem use.
module OAuth2
  # {OmniAuth::Litmus::Client}
  Client = OmniAuth::Litmus::Client
  # {OmniAuth::Litmus::AccessToken}
  AccessToken = OmniAuth::Litmus::AccessToken
  # {OmniAuth::Litmus::Response}
  Response = OmniAuth::Litmus::Response
  # {OmniAuth::Litmus::Error}
  Error = OmniAuth::Litmus::Error
  # {OmniAuth::Litmus::TimeoutError}
  TimeoutError = OmniAuth::Litmus::TimeoutError
  # {OmniAuth::Litmus::ConnectionError}
  ConnectionError = OmniAuth::Litmus::ConnectionError
end
