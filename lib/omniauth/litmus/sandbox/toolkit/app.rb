# frozen_string_literal: true

require "time"

module OmniAuth
  module Litmus
    class Sandbox
      module Toolkit
        # The Rack app of a sandbox: refuses what the {Guard} objects to, routes the rest, sets the header Date by the
        # sandbox's clock, and reports each request to `on_event`.
        class App
          include Unserializable

          # @param settings [Switches] with `allow_anywhere`, `clock` and `on_event`
          # @param router [#call] takes a {Request} and returns a Rack response
          # @param forbidden [#call] takes a {Request} and the guard's reason, and returns a Rack response
          def initialize(settings, router, forbidden:)
            @settings = settings
            @router = router
            @forbidden = forbidden
            @guard = Guard.new(allow_anywhere: settings.allow_anywhere)
          end

          # @param env [Hash] the Rack environment
          # @return [Array(Integer, Hash, Array<String>)]
          def call(env)
            request = Request.new(env)
            status, headers, body = respond(request)
            headers["date"] = @settings.now.httpdate
            report(request, status)
            [status, headers, request.head? ? [] : body]
          end

          private

          def respond(request)
            reason = @guard.objection(request)
            reason ? @forbidden.call(request, reason) : @router.call(request)
          rescue Request::Unreadable
            Reply.empty(400)
          end

          def report(request, status)
            details = { method: request.request_method, path: request.path_info, status:, **request.notes }
            @settings.on_event&.call(details.freeze)
          end
        end
      end
    end
  end
end
