# frozen_string_literal: true

require_relative "api"
require_relative "authorization_endpoint"
require_relative "home"
require_relative "reply"
require_relative "revocation_endpoint"
require_relative "sign_in"
require_relative "token_endpoint"

module OmniAuth
  module Litmus
    class Sandbox
      # Every path of the sandbox. What Litmus serves from three hosts is here on one.
      class Router
        # @param house [Hash] settings, store and sessions
        def initialize(**house)
          @house = house
          @routes = { **pages, **oauth, **api }.freeze
        end

        # @param request [Request]
        # @return [Array] a Rack response
        def route(request)
          verbs = @routes[request.path_info.delete_suffix("/")]
          return Reply.page(request, "not_found", status: 404) unless verbs

          endpoint = verbs[request.head? ? "GET" : request.request_method]
          return Reply.empty(405, "allow" => verbs.keys.join(", ")) unless endpoint

          endpoint.call(request)
        end

        private

        def pages
          home = Home.new(**@house)
          sign_in = SignIn.new(**@house)
          {
            "" => { "GET" => home.method(:show) },
            "/sandbox.css" => { "GET" => home.method(:stylesheet) },
            "/sign_in" => { "POST" => sign_in.method(:create) },
            "/sign_out" => { "POST" => sign_in.method(:destroy) }
          }
        end

        def oauth
          authorization = AuthorizationEndpoint.new(**@house)
          {
            "/oauth/authorize" => { "GET" => authorization.method(:show), "POST" => authorization.method(:decide) },
            "/oauth/token" => { "POST" => TokenEndpoint.new(**@house).method(:create) },
            "/oauth/revoke" => { "POST" => RevocationEndpoint.new(**@house).method(:create) }
          }
        end

        def api
          api = Api.new(**@house)
          {
            "/v1/emails" => { "POST" => api.method(:create_email) },
            "/v2/users/current" => { "GET" => api.method(:current_user) },
            "/v3/ping" => { "GET" => api.method(:ping) },
            "/v3/ping/authenticated" => { "GET" => api.method(:authenticated_ping) }
          }
        end
      end
    end
  end
end
