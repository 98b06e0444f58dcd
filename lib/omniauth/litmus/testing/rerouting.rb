# frozen_string_literal: true

module OmniAuth
  module Litmus
    # What an app's own tests need.
    #
    # @api private
    module Testing
      # Sends what would go to Litmus to a sandbox, in development and in tests. Every call passes through {Client},
      # which asks here at each use: so a client follows whenever it was made, also in a constant before the sandbox
      # began.
      #
      # @api private
      module Rerouting
        # Litmus's hosts: those of the environment, and those that nobody changes.
        HOSTS = [OAUTH_HOST, API_HOST, "https://litmus.com", "https://api.litmus.com",
                 "https://instant-api.litmus.com"].map { |host| host.chomp("/").downcase }.uniq.freeze
        # A preview's address may have the e-mail client in front of the host.
        SHARD = %r{\Ahttps://[\w-]+\.(?=instant-api\.litmus\.com(?:[/:]|\z))}i
        # The only place where a sandbox may be: what goes there are tokens, and over plain http.
        LOOPBACK = %r{\Ahttps?://(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?(?:/[^?#@\s]*)?\z}i

        # Prepended to {Client} by the first call of {Rerouting.to}.
        module Rerouted
          # @return [String, nil] one that the sandbox knows
          def id = rerouted? ? Rerouting.credentials(@id, @secret).first : super

          # @return [String, nil] one that the sandbox knows
          def secret = rerouted? ? Rerouting.credentials(@id, @secret).last : super

          # @return [String, nil] the sandbox's origin
          def site = rerouted? ? Rerouting.origin : super

          # @return [Hash{Symbol => Object}] with the sandbox's endpoints
          def options = rerouted? ? super.merge(Rerouting.endpoints) : super

          # @see Client#get_token
          def get_token(...)
            super
          rescue ConnectionError => e
            raise rerouted? ? Rerouting.explained(e) : e
          end

          # @see Client#request
          def request(verb, url, opts = {})
            super
          rescue ConnectionError => e
            raise Rerouting.for?(url, address(url)) ? Rerouting.explained(e) : e
          end

          private

          def rerouted?
            !Rerouting.target.nil? && Rerouting.from?(@site)
          end

          # One for each place where the sandbox is: a request of this machine may change it.
          def core
            return super unless rerouted?

            home = Rerouting.home
            return @core_at_home.last if @core_at_home&.first == home

            Client::CoreSettings.new(site, options).core.tap { |core| @core_at_home = [home, core] unless frozen? }
          end

          # What single calls and batches have in common.
          def call(verb, url, opts)
            super(verb, Rerouting.target ? Rerouting.address(url, address(url)) : url, opts)
          end
        end

        class << self
          # @return [#url, #sandbox, #hint, nil] a sandbox: its address, without a slash at the end; the {Sandbox}
          #   itself, if it is in this process; what to do where it does not answer
          attr_reader :target

          # @param target [#url, #sandbox, #hint, nil] nil: to Litmus itself again
          # @return [void]
          def to(target)
            Client.prepend(Rerouted) if target
            @target = target
          end

          # @param site [#to_s, nil]
          # @return [Boolean] whether that is Litmus
          def from?(site)
            HOSTS.include?(Plain.text(site).to_s.strip.chomp("/").downcase)
          end

          # @return [String] the sandbox's address
          # @raise [ConfigurationError] where it is not on this machine
          def home
            url = target.url
            return url if LOOPBACK.match?(url)

            hint = "Give an address of loopback, such as http://localhost:3000"
            raise ConfigurationError.new("The sandbox is not on this machine", code: :sandbox_not_local, hint:)
          end

          # @return [String] of the sandbox
          def origin
            target.url[%r{\A\w+://[^/]+}] || target.url
          end

          # @return [Hash{Symbol => Object}] settings of a client. The API's connection is not opened ahead: that would
          #   be Litmus's own.
          def endpoints
            path = target.url.delete_prefix(origin)
            { authorize_url: "#{path}/oauth/authorize", token_url: "#{path}/oauth/token",
              revoke_url: "#{path}/oauth/revoke", preconnect: false }
          end

          # @param id [String, nil] of a client
          # @param secret [String, nil]
          # @return [Array(String, String)] the same where the sandbox is known to know them
          def credentials(id, secret)
            applications = target.sandbox&.settings&.applications
            return [id, secret] if applications && (applications.key?(id) || !applications.key?(demo.first))

            demo.first(2)
          end

          # @param key [String] of the Instant API
          # @param host [String] the API's
          # @return [String] one that the sandbox knows, where it stands in the API's place
          def instant_api_key(key, host)
            return key unless target && from?(host)

            known = target.sandbox ? target.sandbox.settings.instant_api_keys : [demo.last]
            known.include?(key) || !known.include?(demo.last) ? key : demo.last
          end

          # @param url [Object] of a call
          # @param parts [Array<String>, nil] what the core reads in it: scheme, host, path, query
          # @return [Object] where the call goes instead; the same where that is not Litmus
          # @raise [ConfigurationError] as for {home}
          def address(url, parts)
            scheme, host, path, query = parts
            place = "#{scheme}://#{host}#{path}".sub(SHARD, "https://")
            base = base_of(place)
            base ? "#{home}#{place.delete_prefix(base)}#{"?#{query}" if query}" : url
          end

          # @param url [String] of Litmus's, to be opened by a browser
          # @return [String] the sandbox's, while there is one
          def shown(url)
            return url unless target

            url = url.sub(SHARD, "https://")
            base = HOSTS.find { |host| url.start_with?("#{host}/") }
            base ? "#{home}#{url.delete_prefix(base)}" : url
          end

          # @param url [Object] of a call
          # @param parts [Array<String>, nil] as for {address}
          # @return [Boolean] whether the call goes to the sandbox
          def for?(url, parts)
            !target.nil? && address(url, parts).to_s.start_with?(home)
          end

          # @param error [ConnectionError]
          # @return [ConnectionError] one that says which sandbox does not answer, and what to do
          def explained(error)
            return error unless error.code == :connection_refused

            message = "The sandbox at #{target.url} does not answer"
            ConnectionError.new(message, code: error.code, hint: target.hint, retryable: error.retryable?)
          end

          private

          # Those of Litmus, and the sandbox's own: what is relative to it has its origin, and may lack its path.
          def base_of(place)
            [home, origin, *HOSTS].find { |one| place == one || place.start_with?("#{one}/") }
          end

          def demo
            require_relative "../sandbox"
            [Sandbox::DEMO_APPLICATION_ID, Sandbox::DEMO_APPLICATION_SECRET, Sandbox::DEMO_INSTANT_API_KEY]
          end
        end
      end
    end
  end
end
