# frozen_string_literal: true

require_relative "code"

module OmniAuth
  module Litmus
    # What the classes under the oauth2 gem's names need to behave like its own.
    module OAuth2Names
      # Prepended to {Litmus::Error}.
      module Error
        # @param message [String, #parsed, Hash, nil] also a response or its members, as for `OAuth2::Error.new`
        # @param fields [Hash] as for {Litmus::Error#initialize}
        def initialize(message = nil, **fields)
          if message.nil? || message.is_a?(String)
            super
          else
            response = message if message.respond_to?(:parsed)
            code, @description = fields_of(response ? response.parsed : message)
            super([code, @description].compact.join(": "), code: code&.to_sym, response:)
            response.error = self if response.respond_to?(:error=)
          end
        end

        # @return [Code, nil] what the provider calls the error; without such a word, this gem's code
        def code
          own = super&.to_sym
          own && Code.new((error if respond_to?(:error)) || own.name, own).freeze
        end

        # @return [String, nil] the body of the response
        def body
          response&.body
        end

        private

        # Sanitised for logs.
        def fields_of(members)
          members = members.is_a?(Hash) ? members.transform_keys(&:to_s) : {}
          [Core.error_code(members["error"]), Core.description(members["error_description"])]
        end
      end
    end
  end
end
