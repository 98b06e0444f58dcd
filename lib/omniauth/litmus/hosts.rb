# frozen_string_literal: true

module OmniAuth
  # Sign in with Litmus.
  module Litmus
    host = ->(name, default) { (ENV[name].to_s.empty? ? default : ENV.fetch(name)).freeze }

    # The origin of the authorization server, from `LITMUS_OAUTH_HOST` when the gem is loaded.
    OAUTH_HOST = host.call("LITMUS_OAUTH_HOST", "https://litmus.com")

    # The origin of the API that knows who signed in, from `LITMUS_API_HOST` when the gem is loaded.
    API_HOST = host.call("LITMUS_API_HOST", "https://api.litmus.com")
  end
end
