# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Testing
      # Sends what would go to Litmus to a sandbox, in development and in tests. The hosts are read when the gem is
      # loaded, before anyone knows where a sandbox will be; but every call passes through {Client}.
      #
      # @api private
      module Rerouting
        # Litmus's hosts: those of the environment, and those that nobody changes.
        HOSTS = [OAUTH_HOST, API_HOST, "https://litmus.com", "https://api.litmus.com",
                 "https://instant-api.litmus.com"].map { |host| host.chomp("/").downcase }.uniq.freeze
        # The only place where a sandbox may be: what goes there are tokens, and over plain http.
        LOOPBACK = %r{\Ahttps?://(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?(?:/[^?#@\s]*)?\z}i

        # Prepended to {Client} by the first redirection.
        module Redirected
          def initialize(id, secret, options = {})
            options = Plain.symbolized(options)
            target = Rerouting.target if Rerouting.from?(options[:site] || Settings.site(options[:provider]))
            target ? super(*Rerouting.arguments(target, id, secret, options)) : super
          end

          private

          # What single calls and batches have in common.
          def call(verb, url, opts)
            super(verb, Rerouting.target ? Rerouting.address(url, address(url)) : url, opts)
          end
        end

        class << self
          # @return [#url, #sandbox, nil] the address of a sandbox, without a slash at the end, and the sandbox itself
          attr_reader :target

          # @param target [#url, #sandbox, nil] nil: to Litmus itself again
          # @return [void]
          def to(target)
            Client.prepend(Redirected) if target
            @target = target
          end

          # @param site [#to_s, nil]
          # @return [Boolean] whether that is Litmus
          def from?(site)
            HOSTS.include?(Plain.text(site).to_s.strip.chomp("/").downcase)
          end

          # @return [Array] what {Client#initialize} is to be given
          # @raise [ConfigurationError] where the sandbox is not on this machine
          def arguments(target, id, secret, options)
            origin, path = split(home(target))
            endpoints = { authorize_url: "#{path}/oauth/authorize", token_url: "#{path}/oauth/token",
                          revoke_url: "#{path}/oauth/revoke" }
            # The API's connection is not opened ahead: that would be Litmus's own.
            [*credentials(target.sandbox.settings.applications, id, secret),
             { **options, site: origin, preconnect: false, **endpoints }]
          end

          # @param url [Object] of a call
          # @param parts [Array<String>, nil] what the core reads in it: scheme, host, path, query
          # @return [Object] where the call goes instead; the same where that is not Litmus
          # @raise [ConfigurationError] as for {arguments}
          def address(url, parts)
            scheme, host, path, query = parts
            place = "#{scheme}://#{host}#{path}"
            base = bases.find { |one| place == one || place.start_with?("#{one}/") }
            base ? "#{home(target)}#{place.delete_prefix(base)}#{"?#{query}" if query}" : url
          end

          private

          # Those of Litmus, and the sandbox's own: what is relative to it has its origin, and may lack its path.
          def bases
            [home(target), split(home(target)).first, *HOSTS]
          end

          def home(target)
            url = target.url
            return url if LOOPBACK.match?(url)

            hint = "Give an address of loopback, such as http://localhost:3000"
            raise ConfigurationError.new("The sandbox is not on this machine", code: :sandbox_not_local, hint:)
          end

          def split(url)
            url.match(%r{\A(\w+://[^/]+)(.*)\z}).captures
          end

          # Those that the sandbox knows.
          def credentials(applications, id, secret)
            return [id, secret] if applications.key?(id) || !applications.key?(Sandbox::DEMO_APPLICATION_ID)

            [Sandbox::DEMO_APPLICATION_ID, Sandbox::DEMO_APPLICATION_SECRET]
          end
        end
      end
    end
  end
end
