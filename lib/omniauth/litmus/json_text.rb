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
          JSON.generate(value)
        rescue JSON::NestingError
          hint = "Pass plain data, not a graph of objects that may contain itself"
          raise wrong("json is nested deeper than 100 levels", :nested_too_deep, hint), cause: nil
        rescue JSON::JSONError, EncodingError
          hint = "Strings must be valid UTF-8, and numbers finite"
          raise wrong("json has a value that JSON.generate cannot write", :invalid_value, hint), cause: nil
        end

        private

        # Loaded on first use, because a login never needs it; masked, because a Timeout would leave it half loaded.
        def load_json
          Thread.handle_interrupt(Object => :never) { require "json" }
        end

        def wrong(message, code, hint)
          ConfigurationError.new(message, code:, hint:)
        end
      end
    end
  end
end
