# frozen_string_literal: true

module OmniAuth
  # Tells what the gem does, as it does it, to whoever listens: ActiveSupport::Notifications where it is loaded, and
  # {Litmus.subscriber} everywhere.
  module Litmus
    class << self
      # @return [#call, nil] called with the name of an event and its payload, after the event. The names are
      #   `exchange.litmus`, `refresh.litmus`, `request.litmus`, `retry.litmus`, `rate_limit.litmus` and
      #   `reauthorization.litmus`; a payload holds plain values and no secret, `:duration` in seconds, and `:code`
      #   where the event ended in an error
      # @example
      #   OmniAuth::Litmus.subscriber = ->(name, payload) { statsd.timing(name, payload[:duration] * 1000) }
      attr_accessor :subscriber
    end

    # @api private
    module Instrumentation
      module_function

      # @param name [String] such as `"refresh"`
      # @param payload [Hash{Symbol => Object}] plain values; the block may add to it
      # @yieldparam payload [Hash]
      # @return [Object] what the block returns
      def instrument(name, payload = {}, &)
        name = "#{name}.litmus"
        notifications = ::ActiveSupport::Notifications if defined?(::ActiveSupport::Notifications)
        return timed(name, payload, &) unless notifications

        notifications.instrument(name, payload) { timed(name, payload, &) }
      end

      # Something that has no duration.
      #
      # @param name [String]
      # @param payload [Hash{Symbol => Object}]
      # @return [void]
      def event(name, payload)
        instrument(name, payload) { nil }
      end

      def timed(name, payload)
        began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
        yield payload
      rescue Error => e
        payload[:code] = e.code
        raise
      ensure
        payload[:duration] = Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
        Litmus.subscriber&.call(name, payload)
      end
    end
  end
end
