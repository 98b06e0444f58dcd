# frozen_string_literal: true

module OmniAuth
  module Litmos
    # There is no such user, team, course or import; `code` says which: `:no_such_user` and so on.
    class NotFound < OmniAuth::Litmus::ApiError; end
  end
end
