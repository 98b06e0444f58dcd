# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Railties
      # Rails' check that `POST /auth/litmus` comes from a form of this app, for OmniAuth, whose own check knows other
      # tokens than those of Rails' forms. The gem omniauth-rails_csrf_protection is another way to the same end.
      #
      # @example
      #   OmniAuth.config.request_validation_phase = OmniAuth::Litmus::Railties::RequestVerifier
      module RequestVerifier
        class << self
          # @param env [Hash] the Rack environment
          # @return [void]
          # @raise [OmniAuth::AuthenticityError] when the token of the form is missing or wrong
          def call(env)
            # The body is read once (Rack 3), and OmniAuth wants its fields, too.
            ::Rack::Request.new(env).POST
            # A copy: what an action leaves in its environment is none of OmniAuth's business.
            controller.action(:verify).call(env.dup)
            nil
          rescue ::ActionController::InvalidAuthenticityToken => e
            raise OmniAuth::AuthenticityError, e.message
          end

          private

          # Made by the first use, when Action Controller is there and configured. No route leads to it.
          def controller
            @controller ||= Class.new(::ActionController::Base) do
              # Anonymous classes have no name to log and none to look views up by.
              def self.name = "OmniAuth::Litmus::Railties::RequestVerifier"

              protect_from_forgery with: :exception

              def verify
                head :no_content
              end
            end
          end
        end
      end
    end
  end
end
