# frozen_string_literal: true

require "uri"
require_relative "callback_paths"

module OmniAuth
  module Litmus
    module Railties
      # Hides `code` and `state` from Rails' log on the way back from Litmus, and only there: an app's own `code`, its
      # `zip_code` and `status_code` stay readable.
      #
      # Rails keeps the filters of a request in its environment, from which both "Started GET …" and "Parameters: …"
      # take them; so this middleware stands before the logger.
      #
      # @api private
      class CallbackFilter
        include Unserializable

        # Where Rails keeps the filters.
        KEY = "action_dispatch.parameter_filter"
        # Whole names, also of arrays: in a path the brackets belong to the name. Rack 2 drops those in front.
        FILTERS = [/\A(?:[\[\]]|%5[BD])*(?:code|state)(?:\z|[\[\]]|%5[BD])/i].freeze
        # What needs no escape in a name (RFC 3986 §2.3), escaped.
        UNRESERVED = /%(?:[46][1-9A-F]|[57][0-9A]|3[0-9]|2[DE]|5F|7E)/i
        private_constant :UNRESERVED

        # @param app [#call]
        def initialize(app)
          @app = app
        end

        # @param env [Hash] the Rack environment
        # @return [Array] a Rack response
        def call(env)
          if CallbackPaths.include?(env)
            env[KEY] = Array(env[KEY]) + FILTERS
            env["QUERY_STRING"] = plain(env["QUERY_STRING"])
          end
          @app.call(env)
        end

        private

        # Filters compare names as they are written, and `%63ode=…` is `code=…` to Rack. So the query is normalised (RFC
        # 3986 §6.2.2.2): the same names and values, each name in its one plain spelling, and without the blanks in
        # front that Rack passes over.
        def plain(query)
          query.to_s.b.gsub(/(\A|[&;]) *([^&;=]*)(=[^&;]*)?/n) do
            separator, name, value = Regexp.last_match.captures
            name = name.gsub(UNRESERVED) { |escape| URI::DEFAULT_PARSER.unescape(escape) }
            # Old versions of Rails take a value to end with "=".
            value = "=#{value[1..].gsub("=", "%3D")}" if value && FILTERS.first.match?(name)
            "#{separator}#{name}#{value}"
          end
        end
      end
    end
  end
end
