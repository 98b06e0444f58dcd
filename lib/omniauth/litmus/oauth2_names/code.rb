# frozen_string_literal: true

module OmniAuth
  module Litmus
    module OAuth2Names
      # The code of an error as the provider's String, as in the oauth2 gem: `error.code == "invalid_grant"`, also in a
      # `case`. It equals this gem's Symbol as well: `error.code == :invalid_grant`.
      class Code < String
        # @param word [String] the provider's
        # @param own [Symbol] this gem's
        def initialize(word, own)
          super(word)
          @own = own
        end

        # @param other [Object]
        # @return [Boolean]
        def ==(other)
          other.is_a?(Symbol) ? other == @own || super(other.name) : super
        end
        alias === ==

        # @return [Symbol] this gem's
        def to_sym
          @own
        end
      end
    end
  end
end
