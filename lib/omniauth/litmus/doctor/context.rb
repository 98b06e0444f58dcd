# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # What the earlier checks have found out. Nil means: not known.
      #
      # - `usable`: whether the client accepts the settings
      # - `malformed`: whether the redirect_uri is malformed
      # - `home_response`: the response to `HEAD /`, and `received_at`, when it came
      # - `answered`: whether the authorization endpoint answered like one
      # - `refusal`: how an authorization request with our client id and redirect_uri was refused: `:shown` to the user,
      #   or `:redirected` to the app
      # - `client_known`: whether the authorization endpoint knows the client id
      # - `redirect_uri_compared`: whether it refuses a redirect_uri that is not registered
      # - `credentials`: `:accepted` or `:refused` by the token endpoint
      #
      # @api private
      Context = Struct.new(:usable, :malformed, :home_response, :received_at, :answered, :refusal, :client_known,
                           :redirect_uri_compared, :credentials, keyword_init: true)
    end
  end
end
