# frozen_string_literal: true

module OmniAuth
  module Litmus
    class InstantApi
      # The guid of an e-mail that was uploaded, and what Litmus confirmed of it. It is a String: it can be stored, sent
      # and given to {InstantApi#preview} as one.
      class Email < String
        # @return [String, nil] by which Litmus tells usage apart, where it was given
        attr_reader :end_user_id

        # @return [Array<Hash{String => String}>] what is captured at once: of each its `client`, `images` and
        #   `orientation`
        attr_reader :configurations

        # @param answer [Hash{String => Object}] of the API
        def initialize(answer)
          super(answer["email_guid"])
          @end_user_id = answer["end_user_id"]
          @configurations = Array(answer["configurations"]).freeze
          freeze
        end
      end
    end
  end
end
