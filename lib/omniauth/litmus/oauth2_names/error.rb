# frozen_string_literal: true

require_relative "code"

module OmniAuth
  module Litmus
    # What the lent names need to behave as those of the oauth2 gem.
    module OAuth2Names
      # Prepended to {Litmus::Error}.
      module Error
        # @param message [String, #parsed, Hash, nil] also, as `OAuth2::Error.new` takes it, the response that an error
        #   is made of, or its members
        # @param fields [Hash] as for {Litmus::Error#initialize}
        def initialize(message = nil, **fields)
          if message.nil? || message.is_a?(String)
            super
          else
            response = message if message.respond_to?(:parsed)
            code, @description = told(response ? response.parsed : message)
            super([code, @description].compact.join(": "), code: code&.to_sym, response:)
            response.error = self if response.respond_to?(:error=)
          end
        end

        # @return [Code, nil]
        def code
          code = super
          code && Code.new(code.name).freeze
        end

        # @return [String, nil] what the other side answered
        def body
          response&.body
        end

        private

        # No more of it than is fit for a log line.
        def told(members)
          members = members.is_a?(Hash) ? members.transform_keys(&:to_s) : {}
          [Core.error_code(members["error"]), Core.description(members["error_description"])]
        end
      end
    end
  end
end
