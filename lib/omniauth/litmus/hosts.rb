# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The origin of the authorization server, from `LITMUS_OAUTH_HOST` when the gem is loaded.
    OAUTH_HOST = ENV["LITMUS_OAUTH_HOST"] || "https://litmus.com"

    # The origin of the API that knows who signed in, from `LITMUS_API_HOST` when the gem is loaded.
    API_HOST = ENV["LITMUS_API_HOST"] || "https://api.litmus.com"
  end
end
