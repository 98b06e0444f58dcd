# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      # The switches of a sandbox, checked once. A class of them has `DEFAULTS`, which name them all, and `CHECKS` of
      # the values that some may have.
      class Switches
        include Unserializable

        # @param switches [Hash] in place of the defaults
        # @raise [ArgumentError] for an unknown switch or value
        def initialize(**switches)
          defaults = self.class::DEFAULTS
          unknown = switches.keys - defaults.keys
          raise ArgumentError, "unknown sandbox switch: #{unknown.join(", ")}" unless unknown.empty?

          defaults.merge(switches).each { |name, value| instance_variable_set("@#{name}", checked(name, value)) }
        end

        # @return [Time] by the sandbox's clock
        def now
          clock.call
        end

        private

        def checked(name, value)
          return value if self.class::CHECKS.fetch(name, ->(_) { true }).call(value)

          raise ArgumentError, "the sandbox switch #{name} cannot be #{value.inspect}"
        end
      end
    end
  end
end
