# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Railties
      # Where a failed login ends, for apps that tell a wrong or missing setting, which only developers can mend, from
      # what people at the browser can do something about.
      #
      #     OmniAuth.config.on_failure = OmniAuth::Litmus::Railties::FailureEndpoint
      #
      # It redirects to `/auth/failure` as OmniAuth does, for such an error with `message=configuration`. Where Rails
      # shows details of errors (`consider_all_requests_local`, so in development), the error's own words are in the
      # session, once, under {DETAIL}. OmniAuth's log has them everywhere.
      module FailureEndpoint
        # The key in the session.
        DETAIL = "omniauth.litmus.configuration"
        # Errors of OAuth by which a provider says that the app is not set up as it should be (RFC 6749 §4.1.2.1, §5.2).
        REFUSALS = %w[invalid_client unauthorized_client unsupported_response_type unsupported_grant_type
                      invalid_scope].freeze
        private_constant :REFUSALS

        class << self
          # @param env [Hash] the Rack environment
          # @return [Array] a Rack response
          def call(env)
            return OmniAuth::FailureEndpoint.call(env) unless configuration?(env)

            env["rack.session"][DETAIL] = env["omniauth.error"].message if local?(env)
            OmniAuth::FailureEndpoint.call(env.merge("omniauth.error.type" => :configuration))
          end

          # For endpoints that redirect nowhere, such as Devise's.
          #
          # @param env [Hash] the Rack environment
          # @return [String, nil] why the login failed, if that is a setting: in its own words where Rails shows details
          def reason(env)
            return unless configuration?(env)

            local?(env) ? env["omniauth.error"].message : Words.of("failure.configuration")
          end

          private

          def configuration?(env)
            error = env["omniauth.error"]
            case error
            when ConfigurationError then true
            when OAuthError then REFUSALS.include?(error.code.to_s)
            when CallbackError then REFUSALS.include?(error.error.to_s)
            else false
            end
          end

          def local?(env)
            ::Rails.application.config.consider_all_requests_local && !env["rack.session"].nil?
          end
        end
      end
    end
  end
end
