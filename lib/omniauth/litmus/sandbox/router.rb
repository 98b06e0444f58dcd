# frozen_string_literal: true

require_relative "api/current_user"
require_relative "oauth/authorization_endpoint"
require_relative "api/email_store"
require_relative "pages/home"
require_relative "api/instant_api"
require_relative "api/previews"
require_relative "toolkit/reply"
require_relative "oauth/revocation_endpoint"
require_relative "pages/sign_in"
require_relative "oauth/token_endpoint"

module OmniAuth
  module Litmus
    class Sandbox
      # Every path of the sandbox. What Litmus serves from three hosts is here on one.
      class Router
        include Unserializable

        # @param house [Hash] settings, store and sessions
        def initialize(**house)
          @house = house
          @routes = routes.freeze
        end

        # @param request [Request]
        # @return [Array] a Rack response
        def route(request)
          verbs = verbs_of(request.path_info.delete_suffix("/"))
          return Reply.page(request, "not_found", status: 404) unless verbs

          endpoint = verbs[request.head? ? "GET" : request.request_method]
          return Reply.empty(405, "allow" => verbs.keys.join(", ")) unless endpoint

          endpoint.call(request)
        end

        private

        def routes
          { **pages, **oauth, **api, **instant_api }
        end

        # A path, or one of the patterns behind them.
        def verbs_of(path)
          @routes[path] || @routes.find { |route, _| route.is_a?(Regexp) && route.match?(path) }&.last
        end

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
            "/v2/users/current" => { "GET" => api.method(:current_user) },
            "/v3/ping" => { "GET" => api.method(:ping) },
            "/v3/ping/authenticated" => { "GET" => api.method(:authenticated_ping) }
          }
        end

        def instant_api
          house = { emails: EmailStore.new(@house.fetch(:settings)), **@house }
          api = InstantApi.new(**house)
          {
            "/v1/clients" => { "GET" => api.method(:clients) },
            "/v1/clients/configurations" => { "GET" => api.method(:configurations) },
            "/v1/emails" => { "POST" => api.method(:create_email), "DELETE" => api.method(:delete_emails) },
            InstantApi::PREFETCH => { "POST" => api.method(:prefetch) },
            **previews(Previews.new(**house))
          }
        end

        def previews(previews)
          { Previews::PATH => { "GET" => previews.method(:show) },
            Previews::CAPTURED => { "GET" => previews.method(:capture) } }
        end
      end
    end
  end
end
