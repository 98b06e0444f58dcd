# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Warns once in a process, for each strategy, of a state that is the same for every login.
    #
    # @api private
    module FixedState
      @warned = {}

      # @param strategy [OmniAuth::Strategy]
      # @return [void]
      def self.check(strategy)
        state = strategy.options[:state]
        return if @warned[strategy.name] || state.nil? || state.respond_to?(:call)

        @warned[strategy.name] = true
        strategy.log(:warn, "The option state is the same for every login, so it protects nobody from forged " \
                            "callbacks: remove it, or give a lambda that makes a new one")
      end
    end

    module AuthorizationCodeFlow
      # The first leg: remembers a login and sends the user to the provider.
      module RequestPhase
        # Sends the user to the provider.
        def request_phase
          params = { "redirect_uri" => redirect_uri }
          # Overrides give Symbols as well.
          authorize_params.each_pair { |name, value| params[name.to_s] = value }
          client = self.client
          url = client.auth_code.authorize_url(params)
          begin_login(params) if params["state"]
          client.preconnect if options["preconnect"] && client.respond_to?(:preconnect)
          redirect(url)
        rescue Error => e
          fail!(Failure.key(e), e)
        end

        # The parameters of the authorization request; the newest state and verifier are in the session then.
        #
        # @return [Hash] with String keys
        def authorize_params
          prepare_test_session if OmniAuth.config.test_mode
          # Overrides read the state here, too.
          options["authorize_params"]["state"] = Core.state
          params = Options.copy_of(options["authorize_params"])
          params.update(options_for("authorize")).update(pkce_authorize_params)
          FixedState.check(self) if options["state"]
          keep_in_session(params["state"])
          params
        end

        protected

        def pkce_authorize_params
          return {} unless options["pkce"]

          verifier = options["pkce_verifier"] = Core.code_verifier
          how = options["pkce_options"]
          { code_challenge: how["code_challenge"].call(verifier), code_challenge_method: how["code_challenge_method"] }
        end

        private

        def keep_in_session(state)
          session["omniauth.pkce.verifier"] = options["pkce_verifier"] if options["pkce"]
          session["omniauth.state"] = state
        end

        def begin_login(params)
          logins = self.logins
          named = origin_of_request
          logins.free_slot unless named
          logins.begin(params["state"], verifier: (options["pkce_verifier"] if options["pkce"]),
                                        redirect_uri: params["redirect_uri"], named:)
        end

        # The origin that OmniAuth wrote into its slot for this request, if it wrote one.
        def origin_of_request
          name = options["origin_param"] if env
          return unless name

          referrer = env["HTTP_REFERER"]
          request.params[name.to_s] || (referrer unless referrer&.end_with?(request_path))
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
