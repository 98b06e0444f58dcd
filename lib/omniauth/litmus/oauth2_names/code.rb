# frozen_string_literal: true

module OmniAuth
  module Litmus
    module OAuth2Names
      # An error's code as the oauth2 gem has it, a String: `error.code == "invalid_grant"`, and in `case` as well. It
      # equals this gem's Symbol, too: `error.code == :invalid_grant`.
      class Code < String
        # @param other [Object]
        # @return [Boolean]
        def ==(other)
          super(other.is_a?(Symbol) ? other.name : other)
        end
        alias === ==
      end
    end
  end
end
