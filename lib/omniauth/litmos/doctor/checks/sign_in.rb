# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Doctor
      module Checks
        # Signing in cannot be checked with an API key.
        #
        # @api private
        class SignIn < OmniAuth::Litmus::Doctor::Check
          NAME = :sign_in

          private

          def findings
            [skipped(:elsewhere, "Signing in by SAML is between Litmos and the identity provider.",
                     "Check the identity provider first: its certificate, its entity id, the address of Litmos's " \
                     "assertion consumer, and which attribute it sends as the user name.")]
          end
        end
      end
    end
  end
end
