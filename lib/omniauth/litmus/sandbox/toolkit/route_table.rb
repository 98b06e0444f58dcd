# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Toolkit
        # Finds the endpoint for a request.
        #
        #     RouteTable.new({ "/v3/ping" => { "GET" => ping.method(:show) },
        #                      %r{\A/users/[^/]+\z} => { "GET" => users.method(:show) } }, not_found: …)
        class RouteTable
          include Unserializable

          # @param routes [Hash{String, Regexp => Hash{String => #call}}] endpoints by path and method. A String wins
          #   over a Regexp, and an earlier Regexp over a later one.
          # @param not_found [#call] answers requests for all other paths
          def initialize(routes, not_found:)
            @routes = routes.freeze
            @not_found = not_found
          end

          # @param request [Request]
          # @return [Array] a Rack response
          def call(request)
            methods = methods_of(request.path_info.delete_suffix("/"))
            return @not_found.call(request) unless methods

            endpoint = methods[request.head? ? "GET" : request.request_method]
            endpoint ? endpoint.call(request) : Reply.empty(405, "allow" => methods.keys.join(", "))
          end

          private

          def methods_of(path)
            @routes[path] || @routes.find { |route, _| route.is_a?(Regexp) && route.match?(path) }&.last
          end
        end
      end
    end
  end
end
