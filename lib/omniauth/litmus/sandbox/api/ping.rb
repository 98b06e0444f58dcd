# frozen_string_literal: true

require_relative "v3_resource"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # `GET /v3/ping` and `GET /v3/ping/authenticated`
        class Ping < V3Resource
          # Needs no token.
          #
          # @param request [Toolkit::Request]
          # @return [Array] a Rack response
          def show(request)
            limited(request, request.get_header("REMOTE_ADDR")) { json(200, { ping: "pong" }) }
          end

          # Echoes the token, as Litmus does.
          #
          # @param request [Toolkit::Request]
          # @return [Array] a Rack response
          def authenticated(request)
            limited_with_token(request) { |token| json(200, { ping: "pong", token: token.access_token }) }
          end
        end
      end
    end
  end
end
