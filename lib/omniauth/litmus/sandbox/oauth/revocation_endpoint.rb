# frozen_string_literal: true

require_relative "client_authentication"
require_relative "../endpoint"
require_relative "token_error"

module OmniAuth
  module Litmus
    class Sandbox
      module OAuth
        # `POST /oauth/revoke` (RFC 7009). Like Doorkeeper, it answers `{}` for unknown tokens too, and 403 without the
        # credentials of the application that the token was issued to.
        class RevocationEndpoint < Endpoint
          # @param request [Toolkit::Request]
          # @return [Array] a Rack response
          def create(request)
            application = application_of(request) or return forbidden(request)
            token = store.find(request.fields["token"])
            return forbidden(request) if token && token.application_id != application.id

            store.revoke(token) if token
            json(200, {})
          end

          private

          def application_of(request)
            authentication = ClientAuthentication.new(settings, request)
            return if authentication.ambiguous?

            authentication.application.tap { |application| request.note(client_id: application&.id) }
          end

          def forbidden(request)
            request.note(error: "unauthorized_client")
            json(403, TokenError.new("unauthorized_client").document)
          end
        end
      end
    end
  end
end
