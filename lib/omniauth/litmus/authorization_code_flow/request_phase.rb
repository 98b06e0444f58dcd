# frozen_string_literal: true

require_relative "../failure"
require_relative "../fixed_state"

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # The first leg: remembers a login and sends the user to the provider.
      module RequestPhase
        # Sends the user to the provider.
        def request_phase
          params = { "redirect_uri" => redirect_uri }.merge(authorize_params.to_hash.transform_keys(&:to_s))
          client = self.client
          url = client.auth_code.authorize_url(params)
          begin_login(params) if params["state"]
          client.preconnect if options.preconnect && client.respond_to?(:preconnect)
          redirect(url)
        rescue Error => e
          fail!(Failure.key(e), e)
        end

        # The parameters of the authorization request; the newest state and verifier are in the session then.
        #
        # @return [Hash] with String keys
        def authorize_params
          prepare_test_session if OmniAuth.config.test_mode
          FixedState.check(self)
          state = { state: Core.state }
          params = options.authorize_params.merge(state, options_for("authorize"), pkce_authorize_params)
          session["omniauth.pkce.verifier"] = options.pkce_verifier if options.pkce
          session["omniauth.state"] = params[:state]
          params
        end

        protected

        def pkce_authorize_params
          return {} unless options.pkce

          options.pkce_verifier = Core.code_verifier
          {
            code_challenge: options.pkce_options[:code_challenge].call(options.pkce_verifier),
            code_challenge_method: options.pkce_options[:code_challenge_method]
          }
        end

        private

        def begin_login(params)
          logins.begin("state" => params["state"], "verifier" => (options.pkce_verifier if options.pkce),
                       "redirect_uri" => params["redirect_uri"], "origin" => origin_of_request, "params" => request.GET)
        end

        # OmniAuth's slot may still hold the origin of an earlier login, so its rule is applied to this request alone.
        def origin_of_request
          return "" unless options.origin_param

          referrer = env["HTTP_REFERER"]
          request.params[options.origin_param.to_s] || (referrer unless referrer&.end_with?(request_path)) || ""
        end

        # OmniAuth's test mode asks for parameters without a request.
        def prepare_test_session
          @env ||= {}
          @env["rack.session"] ||= {}
        end
      end
    end
  end
end
