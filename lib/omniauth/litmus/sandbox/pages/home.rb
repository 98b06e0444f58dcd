# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmus
    class Sandbox
      module Pages
        # The first page: what the sandbox is, and the settings for an application.
        class Home < Endpoint
          # `GET /`
          def show(request)
            session = sessions.find(request)
            Pages.render(request, "home", applications: settings.applications.values, session:,
                                          user: user_of(session), demo: demo_secret)
          end

          # `GET /sandbox.css`
          def stylesheet(_request)
            headers = { "content-type" => "text/css; charset=utf-8", "cache-control" => "max-age=300",
                        "x-content-type-options" => "nosniff" }
            [200, headers, [View::STYLESHEET]]
          end

          private

          # Only the demo application's secret is shown: one that the developer has configured may be real.
          def demo_secret
            secret = Settings::DEMO_APPLICATION[:secret]
            secret if settings.applications[Settings::DEMO_APPLICATION[:id]]&.secret?(secret)
          end
        end
      end
    end
  end
end
