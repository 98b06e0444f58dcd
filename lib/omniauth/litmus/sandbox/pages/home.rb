# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmus
    class Sandbox
      # The first page: what this is, and what to give to an application.
      class Home < Endpoint
        # `GET /`
        def show(request)
          session = sessions.find(request)
          Reply.page(request, "home", applications: settings.applications.values, session:,
                                      user: user_of(session), demo: demo_secret)
        end

        # `GET /sandbox.css`
        def stylesheet(_request)
          headers = { "content-type" => "text/css; charset=utf-8", "cache-control" => "max-age=300",
                      "x-content-type-options" => "nosniff" }
          [200, headers, [View::STYLESHEET]]
        end

        private

        # Only the secret that is none is shown: an application of the developer's may carry a real one.
        def demo_secret
          secret = Settings::DEMO_APPLICATION[:secret]
          secret if settings.applications[Settings::DEMO_APPLICATION[:id]]&.secret?(secret)
        end
      end
    end
  end
end
