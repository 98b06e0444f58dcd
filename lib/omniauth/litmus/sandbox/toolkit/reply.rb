# frozen_string_literal: true

require "json"
require_relative "../pages/view"

module OmniAuth
  module Litmus
    class Sandbox
      # The Rack responses of the sandbox.
      module Reply
        # Forms may lead on to an application: browsers apply form-action to the redirect behind a form, too.
        CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; " \
                                  "form-action 'self' https: http:"

        PAGE_HEADERS = {
          "content-type" => "text/html; charset=utf-8", "cache-control" => "no-store",
          "content-security-policy" => CONTENT_SECURITY_POLICY, "x-content-type-options" => "nosniff",
          "x-frame-options" => "DENY", "referrer-policy" => "same-origin"
        }.freeze

        NO_STORE = { "cache-control" => "no-store", "pragma" => "no-cache" }.freeze

        module_function

        # @param request [Request]
        # @param name [String] of a template in `pages/`
        # @param status [Integer]
        # @param locals [Hash{Symbol => Object}] what the template reads
        # @return [Array] a Rack response
        def page(request, name, status: 200, **locals)
          [status, PAGE_HEADERS.dup, [View.new(request, locals).page(name)]]
        end

        # @param location [String]
        # @param request [Request] after a form, the browser is told to GET (RFC 9110 §15.4.4)
        # @return [Array] a Rack response
        def redirect(request, location)
          headers = { "location" => location, "content-type" => "text/plain; charset=utf-8", **NO_STORE }
          [request.post? ? 303 : 302, headers, []]
        end

        # @param document [Hash]
        # @return [Array] a Rack response
        def json(status, document, headers = {})
          [status, { "content-type" => "application/json; charset=utf-8", **NO_STORE, **headers },
           [JSON.generate(document)]]
        end

        # @return [Array] the Instant API's way to say what is wrong
        def problem(status, title, description, headers = {})
          json(status, { status:, title:, description: }, headers)
        end

        # @return [Array] a Rack response without body, of the type that Rails gives to one
        def empty(status, headers = {})
          [status, { "content-type" => "text/html", **NO_STORE, **headers }, []]
        end
      end
    end
  end
end
