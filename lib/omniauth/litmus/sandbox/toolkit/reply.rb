# frozen_string_literal: true

require "json"

module OmniAuth
  module Litmus
    class Sandbox
      module Toolkit
        # Rack responses that are not pages.
        module Reply
          NO_STORE = { "cache-control" => "no-store", "pragma" => "no-cache" }.freeze
          private_constant :NO_STORE

          module_function

          # @param request [Request] after a form, the browser is told to GET (RFC 9110 §15.4.4)
          # @param location [String]
          # @return [Array] a Rack response
          def redirect(request, location)
            headers = { "location" => location, "content-type" => "text/plain; charset=utf-8", **NO_STORE }
            [request.post? ? 303 : 302, headers, []]
          end

          # @param status [Integer]
          # @param document [Hash, Array]
          # @param headers [Hash{String => String}]
          # @return [Array] a Rack response
          def json(status, document, headers = {})
            [status, { "content-type" => "application/json; charset=utf-8", **NO_STORE, **headers },
             [JSON.generate(document)]]
          end

          # @return [Array] a Rack response without a body; like Rails, it says text/html all the same
          def empty(status, headers = {})
            [status, { "content-type" => "text/html", **NO_STORE, **headers }, []]
          end
        end
      end
    end
  end
end
