# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Doctor
      # Does the API answer this key, from this address, in the form that is expected?
      #
      # @api private
      class Access < OmniAuth::Litmus::Doctor::Check
        NAME = :access

        private

        def findings
          target.client.get("/users", params: { limit: 1 })
          context.usable = true
          [ok("The API takes the key and the source, and answers in JSON.")]
        rescue OmniAuth::Litmus::Error => e
          [broken(e)]
        end
      end
    end
  end
end
