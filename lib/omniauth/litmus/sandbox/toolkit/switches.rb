# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Toolkit
        # The base of a sandbox's settings: keywords, validated when the sandbox is made. A subclass has `DEFAULTS`,
        # with a value for each switch, and `CHECKS`, with a predicate for those that do not take every value.
        class Switches
          include Unserializable

          # @param switches [Hash] override the defaults
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
end
