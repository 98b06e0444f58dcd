# frozen_string_literal: true

module OmniAuth
  # Litmos, the learning management system, on the core of this gem: its REST API with an API key or with tokens, its
  # rate limit kept to, and users and teams provisioned so that it can be relied on.
  #
  #     require "omniauth/litmos"
  #     litmos = OmniAuth::Litmos::Client.new(api_key: ENV["LITMOS_API_KEY"], source: "my-app", region: :eu)
  #
  # Errors are those of {OmniAuth::Litmus}, and the two below.
  module Litmos
    # What would be created exists (HTTP 409); `code` is `:already_exists`.
    class AlreadyExists < OmniAuth::Litmus::ApiError; end

    # A user, a team or an import that a call is about is not there; `code` is `:no_such_user` and the like.
    class NotFound < OmniAuth::Litmus::ApiError; end
  end
end
