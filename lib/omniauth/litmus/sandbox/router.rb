# frozen_string_literal: true

require_relative "api"
require_relative "oauth"
require_relative "pages"

module OmniAuth
  module Litmus
    class Sandbox
      # All paths of the sandbox. Litmus spreads them over three hosts.
      #
      # @api private
      class Router
        include Unserializable

        # @param settings [Settings]
        def initialize(settings)
          @dependencies = { settings:, store: OAuth::Store.new(settings), sessions: Sessions.new }
          @table = Toolkit::RouteTable.new({ **pages, **oauth, **api, **instant_api },
                                           not_found: Pages.method(:not_found))
        end

        # @param request [Toolkit::Request]
        # @return [Array] a Rack response
        def call(request)
          @table.call(request)
        end

        private

        def pages
          home = Pages::Home.new(**@dependencies)
          sign_in = Pages::SignIn.new(**@dependencies)
          { "" => { "GET" => home.method(:show) },
            "/sandbox.css" => { "GET" => home.method(:stylesheet) },
            "/sign_in" => { "POST" => sign_in.method(:create) },
            "/sign_out" => { "POST" => sign_in.method(:destroy) } }
        end

        def oauth
          authorization = OAuth::AuthorizationEndpoint.new(**@dependencies)
          { "/oauth/authorize" => { "GET" => authorization.method(:show), "POST" => authorization.method(:decide) },
            "/oauth/token" => { "POST" => OAuth::TokenEndpoint.new(**@dependencies).method(:create) },
            "/oauth/revoke" => { "POST" => OAuth::RevocationEndpoint.new(**@dependencies).method(:create) } }
        end

        def api
          { "/v2/users/current" => { "GET" => Api::CurrentUser.new(**@dependencies).method(:show) }, **v3 }
        end

        def v3
          dependencies = { rate_limit: rate_limit(@dependencies.fetch(:settings)), **@dependencies }
          ping = Api::Ping.new(**dependencies)
          guardian = Api::EmailGuardian.new(**dependencies)
          { "/v3/ping" => { "GET" => ping.method(:show) },
            "/v3/ping/authenticated" => { "GET" => ping.method(:authenticated) },
            Api::EmailGuardian::USERS => { "POST" => guardian.method(:create_user) },
            Api::EmailGuardian::EMAILS => { "POST" => guardian.method(:enroll) },
            Api::EmailGuardian::EMAIL => { "DELETE" => guardian.method(:unenroll) } }
        end

        def rate_limit(settings)
          return unless settings.rate_limit

          Toolkit::FixedWindow.new(settings.rate_limit, settings.rate_window, clock: settings.clock)
        end

        def instant_api
          dependencies = { emails: Api::EmailStore.new(@dependencies.fetch(:settings)), **@dependencies }
          api = Api::InstantApi.new(**dependencies)
          { "/v1/clients" => { "GET" => api.method(:clients) },
            "/v1/clients/configurations" => { "GET" => api.method(:configurations) },
            "/v1/emails" => { "POST" => api.method(:create_email), "DELETE" => api.method(:delete_emails) },
            Api::InstantApi::PREFETCH => { "POST" => api.method(:prefetch) },
            **previews(Api::Previews.new(**dependencies)) }
        end

        def previews(previews)
          { Api::Previews::PATH => { "GET" => previews.method(:show) },
            Api::Previews::CAPTURED => { "GET" => previews.method(:capture) } }
        end
      end
    end
  end
end
