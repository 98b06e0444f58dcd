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
          # Loaded when it is first wanted, since few logins want it; a timeout in the middle of that would leave half of it.
          Thread.handle_interrupt(Object => :never) { require "json" }
          JSON.generate(value)
        rescue JSON::NestingError
          hint = "See whether it contains itself; give plain data, not a graph of objects"
          raise wrong("json is nested deeper than 100 levels", :nested_too_deep, hint), cause: nil
        rescue JSON::JSONError, EncodingError
          hint = "Texts have to be UTF-8, and numbers finite"
          raise wrong("json has a value that JSON.generate cannot write", :invalid_value, hint), cause: nil
        end

        private

        def wrong(message, code, hint)
          ConfigurationError.new(message, code:, hint:)
        end
      end
    end
  end
end
