# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Sends what would go to Litmus to a sandbox, in development and in tests. The hosts are read when the gem is
    # loaded, before anyone knows where a sandbox will be; but every call passes through {Client}.
    #
    # @api private
    module Redirection
      # Litmus's hosts: those of the environment, and those that nobody changes.
      HOSTS = [OAUTH_HOST, API_HOST, "https://litmus.com", "https://api.litmus.com",
               "https://instant-api.litmus.com"].uniq.freeze
      PATTERN = %r{\A(?:#{Regexp.union(HOSTS)})(?=[/?\#]|\z)}

      # Prepended to {Client} by the first redirection.
      module Redirected
        def initialize(id, secret, options = {})
          target = Redirection.target if HOSTS.include?((options[:site] || OAUTH_HOST).to_s)
          target ? super(*Redirection.arguments(target, id, secret, options)) : super
        end

        private

        # What single calls and batches have in common.
        def call(verb, url, opts)
          super(verb, Redirection.address(url), opts)
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

        # @return [Array] what {Client#initialize} is to be given
        def arguments(target, id, secret, options)
          origin, path = split(target.url)
          endpoints = { authorize_url: "#{path}/oauth/authorize", token_url: "#{path}/oauth/token",
                        revoke_url: "#{path}/oauth/revoke" }
          hosts = [*options[:insecure_http_hosts], origin[%r{//\[?([^/\]:]+)}, 1]]
          # The API's connection is not opened ahead: that would be Litmus's own.
          [*credentials(target.sandbox.settings.applications, id, secret),
           { **options, site: origin, insecure_http_hosts: hosts, preconnect: false, **endpoints }]
        end

        # @return [String] where a call goes instead
        def address(url)
          return url unless target

          text = url.to_s
          return text.sub(PATTERN, target.url) if text.match?(%r{\A\w+:/})

          "#{split(target.url).last}/#{text.delete_prefix("/")}"
        end

        private

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
