# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # A result of a check. It holds no secrets.
      class Finding
        # @return [Symbol] the name of the check; stable
        attr_reader :check

        # @return [Symbol] `:ok`, `:warning`, `:failed` or `:skipped`
        attr_reader :status

        # @return [Symbol] the name of this result; stable
        attr_reader :code

        # @return [String] the result in a sentence
        attr_reader :message

        # @return [String, nil] how to fix it, if there is something to fix
        attr_reader :remedy

        # @param check [Symbol]
        # @param status [Symbol]
        # @param code [Symbol]
        # @param message [String]
        # @param remedy [String, nil]
        def initialize(check:, status:, code:, message:, remedy: nil)
          @check = check
          @status = status
          @code = code
          @message = message
          @remedy = remedy
        end

        # @return [Hash{Symbol => String}] without what is nil
        def to_h
          { check:, status:, code:, message:, remedy: }.compact.transform_values(&:to_s)
        end
      end
    end
  end
end
