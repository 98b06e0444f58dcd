# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Railties
      # Where Litmus sends browsers back to: whatever the strategies of this process say, since their name, prefix and
      # path are options.
      #
      # @api private
      module CallbackPaths
        # What a callback path is made of.
        OPTIONS = %i[name path_prefix callback_path request_path].freeze

        # `OmniAuth::Builder` makes its strategies when a request comes, which is too late for that request's log line:
        # so each is made once when it is named.
        module Announcement
          def use(middleware, ...)
            super.tap { middleware.new(nil, ...) if middleware.is_a?(Class) && middleware <= AuthorizationCodeFlow }
          end
        end

        # Takes note of every strategy that is made. The copies of it that answer requests are not made by `new`.
        module Registration
          def initialize(...)
            super
            CallbackPaths.add(self)
          end

          # @return [self] without the app behind it, to be asked for its paths
          def signpost
            dup.tap { |copy| copy.instance_variable_set(:@app, nil) }
          end

          # @param env [Hash] the Rack environment
          # @return [Boolean] whether this request comes back from the provider
          def call_back?(env)
            copy = dup
            copy.instance_variable_set(:@env, env)
            copy.on_callback_path?
          end
        end

        @strategies = {}.freeze
        @lock = Mutex.new

        class << self
          # One of a kind is enough: suites build their stacks again and again.
          #
          # @param strategy [OmniAuth::Strategy]
          # @return [void]
          def add(strategy)
            kind = [strategy.class, strategy.options.values_at(*OPTIONS)]
            return if @strategies.key?(kind)

            @lock.synchronize { @strategies = { **@strategies, kind => strategy.signpost }.freeze }
          end

          # @param env [Hash] the Rack environment
          # @return [Boolean] also where it cannot be told yet: a path that is a proc of the app's may want a session,
          #   which no request has at this point
          def include?(env)
            @strategies.each_value.any? { |strategy| strategy.call_back?(env) }
          rescue StandardError
            true
          end
        end
      end
    end
  end
end
