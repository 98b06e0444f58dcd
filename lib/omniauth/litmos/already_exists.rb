# frozen_string_literal: true

module OmniAuth
  module Litmos
    # A record with this name exists (HTTP 409); `code` is `:already_exists`.
    class AlreadyExists < OmniAuth::Litmus::ApiError; end
  end
end
