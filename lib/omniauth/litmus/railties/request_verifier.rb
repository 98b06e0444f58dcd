# frozen_string_literal: true

require_relative "../front_ends"

module OmniAuth
  module Litmus
    module Railties
      # Rails' check that `POST /auth/litmus` comes from a form of this app, for OmniAuth, whose own check knows other
      # tokens than those of Rails' forms. The gem omniauth-rails_csrf_protection is another way to the same end.
      #
      # Rails' own verification is asked, and a request passes only where it has said yes. No action runs: whatever the
      # app has put before actions or around them (a password, a redirect, a handler of errors) could answer instead.
      #
      # A form of a front end elsewhere has no token of this app's. It passes where the browser says, in `Origin`, that
      # it is a page of one of `config.omniauth_litmus.front_ends`: no page can have its browser say another's.
      #
      # @example
      #   OmniAuth.config.request_validation_phase = OmniAuth::Litmus::Railties::RequestVerifier
      module RequestVerifier
        # Reads settings, token and session as a controller of the app does.
        module Verification
          # @param env [Hash] the Rack environment
          # @return [Boolean]
          def verified?(env)
            set_request!(::ActionDispatch::Request.new(env))
            verified_request? == true
          end

          private

          # Off only where the app says so, as Rails' test environment does. Newer Rails also counts a session that is
          # not there.
          def protect_against_forgery?
            allow_forgery_protection != false
          end

          # Where the app's forms have their token from (Rails 7.1: `protect_from_forgery store: :cookie`).
          def csrf_token_storage_strategy
            forms = "ApplicationController".safe_constantize
            forms.respond_to?(:csrf_token_storage_strategy) ? forms.csrf_token_storage_strategy : super
          end
        end

        class << self
          # @param env [Hash] the Rack environment
          # @return [void]
          # @raise [OmniAuth::AuthenticityError] where the token of the form is missing or wrong
          def call(env)
            # The body is read once (Rack 3), and OmniAuth wants its fields, too.
            ::Rack::Request.new(env).POST
            return if FrontEnds.new(::Rails.configuration.omniauth_litmus.front_ends).origin?(env["HTTP_ORIGIN"])

            # A copy: what the verification leaves in its environment is none of OmniAuth's business.
            return if controller.new.verified?(env.dup)

            raise OmniAuth::AuthenticityError, "The request comes from no form of this app"
          rescue ::ActionController::InvalidAuthenticityToken => e
            raise OmniAuth::AuthenticityError, e.message
          end

          private

          # Made by the first use, when Action Controller is there and configured. No route leads to it.
          def controller
            @controller ||= Class.new(::ActionController::Base) do
              # Anonymous classes have no name to log and none to look views up by.
              def self.name = "OmniAuth::Litmus::Railties::RequestVerifier"

              include Verification
            end
          end
        end
      end
    end
  end
end
