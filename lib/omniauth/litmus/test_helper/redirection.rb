# frozen_string_literal: true

require_relative "../net_connect"

module OmniAuth
  module Litmus
    module TestHelper
      # Sends what would go to Litmus to a sandbox. The hosts are read when the gem is loaded, long before a test wants
      # another one; every call passes through {Client}.
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
            sandbox = Redirection.target if Redirection::HOSTS.include?(options[:site] || OAUTH_HOST)
            if sandbox
              id, secret = sandbox.credentials_for(id, secret)
              # The API's connection is not opened ahead: that would be Litmus's own.
              options = { **options, site: sandbox.url, preconnect: false }
            end
            super(id, secret, options)
          end

          def request(verb, url, opts = {}, &)
            sandbox = Redirection.target
            super(verb, sandbox ? url.to_s.sub(Redirection::PATTERN, sandbox.url) : url, opts, &)
          end
        end

        class << self
          # @return [SandboxServer, nil]
          attr_reader :target

          # @param server [SandboxServer, nil] nil: to Litmus itself again
          # @return [void]
          def to(server)
            Client.prepend(Redirected) if server
            NetConnect.exception = server&.url
            @target = server
          end
        end
      end
    end
  end
end
