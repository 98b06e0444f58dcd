# frozen_string_literal: true

module OmniAuth
  module Litmus
    module OAuth2Names
      # The code of an error as a String, as in the oauth2 gem: `error.code == "invalid_grant"`, also in a `case`. It
      # equals this gem's Symbol as well: `error.code == :invalid_grant`.
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
