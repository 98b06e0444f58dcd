# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The JSON text of a request's `json:`, as `JSON.generate` writes it.
    #
    # @api private
    module JSONText
      class << self
        # @param value [Object]
        # @return [String]
        # @raise [ConfigurationError] for what JSON cannot have; without the value, and without a cause that shows it
        def of(value)
          load_json unless defined?(::JSON::State)
          JSON.generate(value)
        rescue JSON::NestingError
          hint = "See whether it contains itself; give plain data, not a graph of objects"
          raise wrong("json is nested deeper than 100 levels", :nested_too_deep, hint), cause: nil
        rescue JSON::JSONError, EncodingError
          hint = "Texts have to be UTF-8, and numbers finite"
          raise wrong("json has a value that JSON.generate cannot write", :invalid_value, hint), cause: nil
        end

        private

        # When it is first wanted, since no login wants it. A timeout in the middle of it would leave half of it.
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
