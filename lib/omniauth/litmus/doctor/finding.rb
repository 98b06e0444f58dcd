# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # What one check found. No member holds a secret.
      class Finding
        # @return [Symbol] which check; it will not change
        attr_reader :check

        # @return [Symbol] `:ok`, `:warning`, `:failed` or `:skipped`
        attr_reader :status

        # @return [Symbol] a stable name for exactly this outcome
        attr_reader :code

        # @return [String] what is, in one sentence
        attr_reader :message

        # @return [String, nil] how to mend it, where there is something to mend
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
