# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # The first leg: keeps a pending login in the session and redirects the user to the provider.
      module RequestPhase
        # Redirects the user to the provider.
        def request_phase
          params = { "redirect_uri" => redirect_uri }
          # Overrides of authorize_params may return Symbols.
          authorize_params.each_pair { |name, value| params[name.to_s] = value }
          client = self.client
          url = client.auth_code.authorize_url(params)
          begin_login(params) if params["state"]
          client.preconnect if options["preconnect"] && client.respond_to?(:preconnect)
          redirect(url)
        rescue Error => e
          fail!(FailureKey.of(e), e)
        end

        # The parameters of the authorization request. It writes the new state and code verifier into the session.
        #
        # @return [Hash] with String keys
        def authorize_params
          prepare_test_session if OmniAuth.config.test_mode
          # Overrides read the state from the options, too.
          options["authorize_params"]["state"] = Core.state
          params = Options.copy_of(options["authorize_params"])
          [options_for("authorize"), pkce_authorize_params].each { |more| params.update(more) unless more.empty? }
          FixedState.check(self) if options["state"]
          keep_in_session(params["state"])
          params
        end

        protected

        def pkce_authorize_params
          return {} unless options["pkce"]

          verifier = options["pkce_verifier"] = Core.code_verifier
          pkce = options["pkce_options"]
          { code_challenge: pkce["code_challenge"].call(verifier),
            code_challenge_method: pkce["code_challenge_method"] }
        end

        private

        def keep_in_session(state)
          session["omniauth.pkce.verifier"] = options["pkce_verifier"] if options["pkce"]
          session["omniauth.state"] = state
        end

        def begin_login(params)
          logins = pending_logins
          named = origin_of_request
          logins.forget_stale_origin unless named
          logins.begin(params["state"], verifier: (options["pkce_verifier"] if options["pkce"]),
                                        redirect_uri: params["redirect_uri"], named:)
        end

        # The origin that OmniAuth took from this request: the parameter `origin`, or the Referer.
        def origin_of_request
          name = options["origin_param"] if env
          return unless name

          referrer = env["HTTP_REFERER"]
          request.params[name.to_s] || (referrer unless referrer&.end_with?(request_path))
        end

        # In OmniAuth's test mode, authorize_params is called without a request.
        def prepare_test_session
          @env ||= {}
          @env["rack.session"] ||= {}
        end
      end
    end
  end
end
