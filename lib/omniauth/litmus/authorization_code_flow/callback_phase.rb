# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # The second leg: finds the login that a callback completes, and completes it.
      module CallbackPhase
        # Completes a login, or says with one of OmniAuth's failure keys why there is none.
        def callback_phase
          @callback = Callback.new(request)
          @login = claim_login
          failure = refusal || authenticate
          failure ? fail!(*failure) : call_app!
        end

        # @return [Hash] further parameters of the token request
        def token_params
          Options.copy_of(options["token_params"]).update(options_for("token")).update(pkce_token_params)
        end

        # The same as OmniAuth's, without asking at each key whether a method has its name.
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

        # The one place that exchanges the code; overrides extend or replace it.
        def build_access_token
          refuse_replay
          params = { redirect_uri: @login && !@login.bare ? @login.redirect_uri : redirect_uri }
          client.auth_code.get_token(callback["code"], params.update(deep_symbolize(token_params)),
                                     deep_symbolize(options["auth_token_params"]))
        end

        # A challenge that was sent is answered, whatever the option says by now.
        def pkce_token_params
          verifier = @login ? @login.verifier : (session.delete("omniauth.pkce.verifier") if options["pkce"])
          verifier ? { code_verifier: verifier } : {}
        end

        private

        # A value, or a Hash of values; what is nested is OmniAuth's to convert.
        def put(auth, key, value, mash = AuthHash)
          return auth.regular_writer(key, value) unless value.is_a?(Enumerable)
          return auth[key] = value if nested?(value)

          members = mash.new
          value.each_pair { |name, member| members.regular_writer(name.to_s, member) }
          auth.regular_writer(key, members)
        end

        # Whether Hashie would do more than write the keys as Strings.
        def nested?(value)
          return true unless value.instance_of?(Members) || value.instance_of?(::Hash)

          value.any? { |name, member| member.is_a?(Enumerable) || !(name.is_a?(String) || name.is_a?(Symbol)) }
        end

        # An override that is called without a callback phase of ours reads the request all the same.
        def callback
          @callback ||= Callback.new(request)
        end

        def claim_login
          login = logins.claim(callback["state"]) if right_issuer?
          login ||= logins.claim_newest if right_issuer? && options["provider_ignores_state"]
          slots = Slots.new(env || {}, session)
          login ? slots.hand_over(login) : slots.put_back
          login
        end

        def right_issuer?
          settings = options["client_options"]
          callback.issued_by?(options["issuer"], settings["site"] || Settings.site(settings["provider"]))
        end

        # Why this callback completes no login, or nil. Without a login of its own it is believed one thing only, and no
        # words: that the user said no, while there was something to say no to.
        def refusal
          if !right_issuer?
            [:csrf_detected, csrf_detected("it names another issuer than the option issuer or the site, or none")]
          elsif @login || options["provider_ignores_state"]
            callback.refusal
          elsif callback.stateless_denial? && logins.any?
            [:access_denied, CallbackError.new("access_denied")]
          else
            [:csrf_detected, csrf_detected("no such login is under way here: it expired, ended, or began elsewhere")]
          end
        end

        # With sessions in cookies an old session can come back; its code must not be sent again. Outside of a callback
        # phase, as in an app's own specs, nothing comes back. Codes are remembered for the whole process, in which
        # another tenant's provider may have given the same one.
        def refuse_replay
          code = callback["code"] if @login || options["provider_ignores_state"]
          whose = [name, options["client_id"], options["client_options"]["site"], callback["state"]]
          return if code.nil? || Core.first_use?(whose.inspect, code)

          raise csrf_detected("this callback was used before")
        end

        def csrf_detected(reason) = CallbackError.new(:csrf_detected, "#{reason}; start again")

        # Who knew the id of a session on the server before the login does not know it afterwards (session fixation).
        # What the session holds stays, for the logins of other tabs. Options that are frozen give way to a copy.
        def renew_session
          options = env["rack.session.options"]
          options[:renew] = true if options.respond_to?(:[]=)
        rescue FrozenError
          env["rack.session.options"] = options.to_hash.merge(renew: true) if options.respond_to?(:to_hash)
        rescue StandardError => e
          log(:warn, "The session keeps its id: rack.session.options took no :renew (#{e.class})")
        end

        # An override may have written another uid.
        def identified(auth)
          Profile.own_id(Profile.member(auth, "uid") || auth[:uid])
          auth
        end

        # Only our own work is rescued: what the app raises behind us is the app's.
        def authenticate
          self.access_token = build_access_token
          self.access_token = access_token.refresh! if access_token.expired? && access_token.refresh_token
          env["omniauth.auth"] = identified(auth_hash)
          renew_session
          nil
        rescue StandardError => e
          key = Failure.key(e)
          raise unless key

          [key, e]
        end
      end
    end
  end
end
