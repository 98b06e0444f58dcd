# frozen_string_literal: true

module OmniAuth
  module Litmos
    # There is no such user, team, course or import; `code` says which: `:no_such_user` and so on.
    class NotFound < OmniAuth::Litmus::ApiError
      # @api private
      # @param error [ApiError]
      # @return [Boolean] whether it says that there is no such record: a 404 in HTML comes from a wrong base URL
      def self.meant_by?(error)
        error.status == 404 && !error.response.content_type.end_with?("html")
      end
    end
  end
end
