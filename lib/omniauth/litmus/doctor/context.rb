# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # What the checks so far know, for those after them. Nil is: not known.
      #
      # - `usable`: whether the client takes the settings
      # - `malformed`: whether the redirect_uri has a fault of form, to be mended first
      # - `home`: the site's answer to `HEAD /`, and `received_at` when it came
      # - `answered`: whether the authorization endpoint answered as one
      # - `refusal`: whether an authorization request with our id and redirect_uri was refused
      # - `client_known`: whether the authorization endpoint knows the id
      # - `redirect_uri_compared`: whether it refuses another redirect_uri
      # - `credentials`: `:accepted` or `:refused` by the token endpoint
      #
      # @api private
      Context = Struct.new(:usable, :malformed, :home, :received_at, :answered, :refusal, :client_known,
                            :redirect_uri_compared, :credentials, keyword_init: true)
    end
  end
end
