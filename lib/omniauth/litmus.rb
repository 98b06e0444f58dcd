# frozen_string_literal: true

require "omniauth"

module OmniAuth
  # Sign in with Litmus, and its APIs.
  module Litmus
    host = ->(name, default) { (ENV[name].to_s.empty? ? default : ENV.fetch(name)).freeze }

    # The origin of the authorization server, read from `LITMUS_OAUTH_HOST` when the gem is loaded.
    OAUTH_HOST = host.call("LITMUS_OAUTH_HOST", "https://litmus.com")

    # The origin of the API that serves the profile, read from `LITMUS_API_HOST` when the gem is loaded.
    API_HOST = host.call("LITMUS_API_HOST", "https://api.litmus.com")
  end
end

# All that a login needs is loaded here, and none of it by autoload: a Timeout in the first login could interrupt an
# autoload and leave a file half loaded.

# Values, errors, and the native extension.
require_relative "litmus/version"
require_relative "litmus/unserializable"
require_relative "litmus/error"
require_relative "litmus/oauth_fields"
require_relative "litmus/errors"
require_relative "litmus/plain"
require_relative "litmus/json_text"
require_relative "litmus/native"
require_relative "litmus/retry"
require_relative "litmus/rate_limit"
require_relative "litmus/response/headers"
require_relative "litmus/response/parsers"
require_relative "litmus/response"
require_relative "litmus/instrumentation"

# The client: settings, grants and calls.
require_relative "litmus/absent"
require_relative "litmus/client/core_settings"
require_relative "litmus/client/core_request"
require_relative "litmus/client/request_batch"
require_relative "litmus/client"
require_relative "litmus/authorization_code"
require_relative "litmus/client_credentials"
require_relative "litmus/access_token"

# The strategy: a login in two phases, and who signed in.
require_relative "litmus/callback_error"
require_relative "litmus/members"
require_relative "litmus/profile"
require_relative "litmus/authorization_code_flow"
require_relative "strategies/litmus"

# The spelling of the gem that this one replaces.
Omniauth = Module.new unless defined?(Omniauth)
Omniauth.const_set(:Litmus, OmniAuth::Litmus) unless defined?(Omniauth::Litmus)

# In the sandbox means in the sandbox: with this variable, nothing goes to Litmus itself.
unless ENV["LITMUS_SANDBOX"].to_s.strip.empty?
  require_relative "litmus/testing/running_sandbox"
  OmniAuth::Litmus::Testing::Rerouting.to(OmniAuth::Litmus::Testing::RunningSandbox.new(ENV.fetch("LITMUS_SANDBOX")))
end

require_relative "litmus/railtie" if defined?(Rails::Railtie)
