# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The JSON text of a request's `json:`, by `JSON.generate`. The extension calls it.
    #
    # @api private
    module JSONText
      class << self
        # @param value [Object]
        # @return [String]
        # @raise [ConfigurationError] for a value that has no JSON; neither message nor cause quotes it
        def of(value)
          load_json unless defined?(::JSON::State)
          written(counted(value))
        rescue JSON::NestingError # in what a to_json of the application's writes
          raise too_deep, cause: nil
        rescue JSON::JSONError, EncodingError
          hint = "Strings must be valid UTF-8, and numbers finite"
          raise wrong("json has a value that JSON.generate cannot write", :invalid_value, hint), cause: nil
        end

        # @param value [Object]
        # @return [Object] the same
        # @raise [ConfigurationError] for what is nested too deep, or holds too many values
        def counted(value)
          count(value, 0)
          value
        end

        private

        # Loaded on first use, because a login never needs it; masked, because a Timeout would leave it half loaded.
        def load_json
          Thread.handle_interrupt(Object => :never) { require "json" }
        end

        # How many values there are, with those that were counted before: no more than an answer may have. Few values
        # that each stand in two places are more than any memory holds: 60 levels of `[inner, inner]`.
        def count(value, levels, counted = 0)
          counted += 1
          raise too_many if counted > Core::MAX_VALUES

          inner = inside(value)
          raise too_deep if inner && levels == Core::MAX_DEPTH

          inner&.each { |item| counted = count(item, levels + 1, counted) }
          counted
        end

        def inside(value)
          case value
          when Hash then value.values
          when Array then value
          end
        end

        # `to_json` of an object of the application's may return anything.
        def written(value)
          case text = JSON.generate(value)
          when String then text
          else raise TypeError
          end
        rescue TypeError
          hint = "See what the to_json and to_s of your own objects return"
          raise wrong("json has a value whose JSON is no String", :invalid_value, hint), cause: nil
        end

        def too_deep
          wrong("json is nested deeper than #{Core::MAX_DEPTH} levels", :nested_too_deep,
                "Pass plain data, not a graph of objects that may contain itself")
        end

        def too_many
          wrong("json holds more than #{Core::MAX_VALUES} values", :too_many_values,
                "See whether the same data stands in many places, or send less at once")
        end

        def wrong(message, code, hint)
          ConfigurationError.new(message, code:, hint:)
        end
      end
    end
  end
end
