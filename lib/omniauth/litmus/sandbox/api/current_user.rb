# frozen_string_literal: true

require_relative "resource"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # `GET /v2/users/current`
        class CurrentUser < Resource
          # @param request [Toolkit::Request]
          # @return [Array] a Rack response
          def show(request)
            with_token(request) do |token|
              user = settings.users[token.user_id]
              next problem(403, "Forbidden", "This token was not issued for a user.") unless user

              json(200, { user: user.profile })
            end
          end
        end
      end
    end
  end
end
