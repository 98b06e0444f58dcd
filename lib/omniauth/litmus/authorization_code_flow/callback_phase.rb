# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # The second leg: claims the pending login of a callback, exchanges the code and builds the auth hash.
      module CallbackPhase
        # Completes a login, or fails with one of OmniAuth's failure keys.
        def callback_phase
          @callback = CallbackParams.new(request)
          @login = claim_login
          failure = refusal || authenticate
          failure ? fail!(*failure) : call_app!
        end

        # @return [Hash] further parameters of the token request
        def token_params
          params = Options.copy_of(options["token_params"])
          [options_for("token"), pkce_token_params].each { |more| params.update(more) unless more.empty? }
          params
        end

        # The same as OmniAuth's. It writes the keys without Hashie's check of each for a method of the same name.
        #
        # @return [OmniAuth::AuthHash]
        def auth_hash
          credentials = self.credentials
          extra = self.extra
          auth = AuthHash.new
          put(auth, "provider", name)
          put(auth, "uid", uid)
          put(auth, "info", info, AuthHash::InfoHash) unless skip_info?
          put(auth, "credentials", credentials) if credentials
          put(auth, "extra", extra) if extra
          auth
        end

        protected

        # Exchanges the code. Overrides extend or replace it.
        def build_access_token
          refuse_replay
          params = { redirect_uri: @login && !@login.from_ruby_gem? ? @login.redirect_uri : redirect_uri }
          client.auth_code.get_token(callback["code"], params.update(deep_symbolize(token_params)),
                                     deep_symbolize(options["auth_token_params"]))
        end

        # If the request phase sent a challenge, the verifier follows, even if the option pkce has changed since.
        def pkce_token_params
          verifier = @login ? @login.verifier : (session.delete("omniauth.pkce.verifier") if options["pkce"])
          verifier ? { code_verifier: verifier } : {}
        end

        private

        # Writes a value or a flat Hash; AuthHash converts a nested one.
        def put(auth, key, value, mash = AuthHash)
          return auth.store(key, value) unless value.is_a?(Enumerable)
          return auth[key] = value if nested?(value)

          members = mash.new
          value.each_pair { |name, member| members.store(name.to_s, member) }
          auth.store(key, members)
        end

        # Whether Hashie has more to do than to write the keys as Strings.
        def nested?(value)
          return true unless value.instance_of?(Members) || value.instance_of?(::Hash)

          value.any? { |name, member| member.is_a?(Enumerable) || !(name.is_a?(String) || name.is_a?(Symbol)) }
        end

        # An app may call build_access_token without our callback_phase.
        def callback
          @callback ||= CallbackParams.new(request)
        end

        def claim_login
          login = pending_logins.claim(callback["state"]) if expected_issuer?
          login ||= pending_logins.claim_newest if expected_issuer? && options["provider_ignores_state"]
          slots = SessionSlots.new(env || {}, session)
          login ? slots.hand_over(login) : slots.put_back
          login
        end

        def expected_issuer?
          settings = options["client_options"]
          callback.issued_by?(options["issuer"], settings["site"] || Client::CoreSettings.site(settings["provider"]))
        end

        # The arguments of `fail!` if this callback completes no login, otherwise nil. Without a pending login of its
        # own it can only be a denial; it gets no description, and is believed only while some login is pending.
        def refusal
          if !expected_issuer?
            [:csrf_detected, csrf_detected("iss is missing, or is not the option issuer or the site")]
          elsif @login || options["provider_ignores_state"]
            callback.refusal
          elsif callback.stateless_denial? && pending_logins.any?
            [:access_denied, CallbackError.new("access_denied")]
          else
            [:csrf_detected, csrf_detected("no pending login has this state: it expired, ended, or began elsewhere")]
          end
        end

        # A session in a cookie can be replayed, and its code must not be sent again. The process remembers each code
        # together with the strategy and the state, because two tenants' providers may issue the same one. A call
        # without a callback phase, as in an app's own specs, cannot be a replay.
        def refuse_replay
          code = callback["code"] if @login || options["provider_ignores_state"]
          login = "#{name}\n#{options["client_id"]}\n#{options["client_options"]["site"]}\n#{callback["state"]}"
          return if code.nil? || Core.first_use?(login, code)

          raise csrf_detected("this callback was used before")
        end

        def csrf_detected(reason) = CallbackError.new(:csrf_detected, "#{reason}; start again")

        # Gives the session a new id, so that nobody knows it who planted the old one (session fixation). Its content
        # stays, for the pending logins of other tabs. Frozen options are replaced by a copy.
        def renew_session
          options = env["rack.session.options"]
          options[:renew] = true if options.respond_to?(:[]=)
        rescue FrozenError
          env["rack.session.options"] = options.to_hash.merge(renew: true) if options.respond_to?(:to_hash)
        rescue StandardError => e
          log(:warn, "The session id was not renewed: rack.session.options cannot be changed (#{e.class})")
        end

        # Checks the uid once more, because an override of auth_hash may have written another one.
        def identified(auth)
          Profile.uid!(Profile.member(auth, "uid") || auth[:uid])
          auth
        end

        # The app is called outside of this method, so that its own errors are not rescued here.
        def authenticate
          self.access_token = build_access_token
          self.access_token = access_token.refresh! if access_token.expired? && access_token.refresh_token
          env["omniauth.auth"] = identified(auth_hash)
          renew_session
          nil
        rescue StandardError => e
          key = FailureKey.of(e)
          raise unless key

          [key, e]
        end
      end
    end
  end
end
