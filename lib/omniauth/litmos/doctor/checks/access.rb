# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Doctor
      # What the doctor looks at, one class a question.
      #
      # @api private
      module Checks
        # Does the API accept the key and the source, and answer in JSON?
        #
        # @api private
        class Access < OmniAuth::Litmus::Doctor::Check
          NAME = :access

          private

          def findings
            target.client.get("/users", params: { limit: 1 })
            context.usable = true
            [ok("The API accepts the key and the source, and answers in JSON.")]
          rescue OmniAuth::Litmus::Error => e
            [failed_with(e)]
          end
        end
      end
    end
  end
end
