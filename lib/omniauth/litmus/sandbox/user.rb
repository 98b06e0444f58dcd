# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      # A made-up Litmus account.
      User = Struct.new(:id, :first_name, :last_name, :email, keyword_init: true) do
        # @return [String]
        def full_name
          [first_name, last_name].compact.join(" ")
        end

        # @return [Hash] as `GET /v2/users/current` shows it
        def profile
          { id:, full_name:, first_name:, last_name:, email: }
        end
      end
    end
  end
end
