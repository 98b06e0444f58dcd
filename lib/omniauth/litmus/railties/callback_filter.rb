# frozen_string_literal: true

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
        # Whole names, also of arrays: in a path the brackets belong to the name.
        FILTERS = [/\A(?:code|state)(?:\z|\[|%5B)/i].freeze

        # @param app [#call]
        def initialize(app)
          @app = app
        end

        # @param env [Hash] the Rack environment
        # @return [Array] a Rack response
        def call(env)
          env[KEY] = Array(env[KEY]) + FILTERS if CallbackPaths.include?(env)
          @app.call(env)
        end
      end
    end
  end
end
