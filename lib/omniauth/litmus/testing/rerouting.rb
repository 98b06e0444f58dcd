# frozen_string_literal: true

module OmniAuth
  module Litmus
    # What an app's own tests need.
    #
    # @api private
    module Testing
      # Sends calls for Litmus to a sandbox instead, in development and in tests. The addresses of Litmus are constants
      # that are set when the gem is loaded, so this is done in {Client}, which makes all calls.
      #
      # @api private
      module Rerouting
        # Litmus's hosts: those of the environment, and the real ones.
        HOSTS = [OAUTH_HOST, API_HOST, "https://litmus.com", "https://api.litmus.com",
                 "https://instant-api.litmus.com"].map { |host| host.chomp("/").downcase }.uniq.freeze
        # A sandbox has to be on this machine, since tokens are sent to it over plain http.
        LOOPBACK = %r{\Ahttps?://(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?(?:/[^?#@\s]*)?\z}i

        # Prepended to {Client} by the first call of {Rerouting.to}.
        module Rerouted
          def initialize(id, secret, options = {})
            options = Plain.symbolized(options)
            site = options[:site] || Client::CoreSettings.site(options[:provider])
            target = Rerouting.target if Rerouting.from?(site)
            target ? super(*Rerouting.arguments(target, id, secret, options)) : super
          end

          private

          # Called for single calls and for those of batches.
          def call(verb, url, opts)
            super(verb, Rerouting.target ? Rerouting.address(url, address(url)) : url, opts)
          end
        end

        class << self
          # @return [#url, #sandbox, nil] `url` is the address of the sandbox, without a slash at the end
          attr_reader :target

          # @param target [#url, #sandbox, nil] nil: to Litmus again
          # @return [void]
          def to(target)
            Client.prepend(Rerouted) if target
            @target = target
          end

          # @param site [#to_s, nil]
          # @return [Boolean] whether it is Litmus
          def from?(site)
            HOSTS.include?(Plain.text(site).to_s.strip.chomp("/").downcase)
          end

          # @return [Array] the arguments for {Client#initialize}
          # @raise [ConfigurationError] if the sandbox is not on this machine
          def arguments(target, id, secret, options)
            origin, path = split(home(target))
            endpoints = { authorize_url: "#{path}/oauth/authorize", token_url: "#{path}/oauth/token",
                          revoke_url: "#{path}/oauth/revoke" }
            # Preconnecting would connect to Litmus's own API.
            [*credentials(target.sandbox.settings.applications, id, secret),
             { **options, site: origin, preconnect: false, **endpoints }]
          end

          # @param url [Object] of a call
          # @param parts [Array<String>, nil] scheme, host, path and query, as the core parses it
          # @return [Object] the URL at the sandbox; the same URL if it is not one of Litmus
          # @raise [ConfigurationError] as for {arguments}
          def address(url, parts)
            scheme, host, path, query = parts
            place = "#{scheme}://#{host}#{path}"
            base = bases.find { |one| place == one || place.start_with?("#{one}/") }
            base ? "#{home(target)}#{place.delete_prefix(base)}#{"?#{query}" if query}" : url
          end

          private

          # The sandbox's own address is among them: a relative URL has its origin, but may lack its path.
          def bases
            [home(target), split(home(target)).first, *HOSTS]
          end

          def home(target)
            url = target.url
            return url if LOOPBACK.match?(url)

            hint = "Give a loopback address, such as http://localhost:3000"
            raise ConfigurationError.new("The sandbox is not on this machine", code: :sandbox_not_local, hint:)
          end

          def split(url)
            url.match(%r{\A(\w+://[^/]+)(.*)\z}).captures
          end

          # The demo application's, unless the sandbox knows the given id.
          def credentials(applications, id, secret)
            return [id, secret] if applications.key?(id) || !applications.key?(Sandbox::DEMO_APPLICATION_ID)

            [Sandbox::DEMO_APPLICATION_ID, Sandbox::DEMO_APPLICATION_SECRET]
          end
        end
      end
    end
  end
end
