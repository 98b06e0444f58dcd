# frozen_string_literal: true

module OmniAuth
  module Litmus
    class InstantApi
      # The guid of an uploaded e-mail, with the other members of Litmus's response. It is a String, so it can be stored
      # and given to {InstantApi#preview}.
      class Email < String
        # @return [String, nil] the id under which Litmus accounts for the usage, if one was given
        attr_reader :end_user_id

        # @return [Array<Hash{String => String}>] the previews that are captured at once, each with `client`, `images`
        #   and `orientation`
        attr_reader :configurations

        # @param answer [Hash{String => Object}] from the API
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
