# frozen_string_literal: true

require_relative "pages/home"
require_relative "pages/sign_in"
require_relative "pages/view"

module OmniAuth
  module Litmus
    class Sandbox
      # What a browser shows: the templates beside this file, and the endpoints of the first page and the sign-in.
      #
      # @api private
      module Pages
        # Chromium applies form-action to the redirect after a form as well, and the consent form redirects to the
        # application.
        CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; " \
                                  "form-action 'self' https: http:"
        HEADERS = {
          "content-type" => "text/html; charset=utf-8", "cache-control" => "no-store",
          "content-security-policy" => CONTENT_SECURITY_POLICY, "x-content-type-options" => "nosniff",
          "x-frame-options" => "DENY", "referrer-policy" => "same-origin"
        }.freeze
        private_constant :CONTENT_SECURITY_POLICY, :HEADERS

        module_function

        # @param request [Toolkit::Request]
        # @param name [String] of a template
        # @param status [Integer]
        # @param locals [Hash{Symbol => Object}] instance variables of the template
        # @return [Array] a Rack response
        def render(request, name, status: 200, **locals)
          [status, HEADERS.dup, [View.new(request, locals).page(name)]]
        end

        # @param request [Toolkit::Request]
        # @param reason [Symbol] see {Toolkit::Guard#objection}
        # @return [Array] a Rack response
        def forbidden(request, reason)
          render(request, "forbidden", status: 403, styled: false, reason:)
        end

        # @param request [Toolkit::Request]
        # @return [Array] a Rack response
        def not_found(request)
          render(request, "not_found", status: 404)
        end
      end
    end
  end
end
