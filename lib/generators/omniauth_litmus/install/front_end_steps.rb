# frozen_string_literal: true

module OmniauthLitmus
  module Generators
    # What an API gets whose front ends are on other sites.
    module FrontEndSteps
      private

      def front_end?
        return @front_end if defined?(@front_end)

        written = path_to("app/controllers/litmus_hand_overs_controller.rb")
        @front_end = options[:front_end] || (behavior == :revoke && File.exist?(written))
      end
    end
  end
end
