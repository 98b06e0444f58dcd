# frozen_string_literal: true

require "ipaddr"
require "uri"

module OmniAuth
  module Litmus
    class Doctor
      # Which proxy, if any, stands between this machine and a host: as the client chooses it, for the words of a
      # finding. It decides nothing.
      #
      # @api private
      class Route
        # By scheme; the first that is set counts.
        VARIABLES = { "https" => %w[https_proxy HTTPS_PROXY all_proxy ALL_PROXY],
                      "http" => %w[http_proxy HTTP_PROXY all_proxy ALL_PROXY] }.freeze

        # @param uri [URI::Generic]
        # @param proxy [String, false, nil] the setting; nil: the environment's
        def initialize(uri, proxy)
          @uri = uri
          @setting = proxy
        end

        # @return [String, nil] host and port, without user and password
        def proxy
          url = @setting.nil? ? environment(VARIABLES.fetch(@uri.scheme, [])) : @setting
          return unless url.is_a?(String) && !exempt?

          url[%r{\A(?:\w+://)?(?:.*@)?([^/]+)}, 1]
        end

        private

        def exempt?
          Subject::LOOPBACK.match?(@uri.hostname) ||
            environment(%w[no_proxy NO_PROXY]).to_s.split(",").any? { |entry| covers?(entry.strip.downcase) }
        end

        def covers?(entry)
          host = @uri.hostname.downcase
          domain = entry.delete_prefix(".")
          return false if domain.empty?

          entry == "*" || host == domain || host.end_with?(".#{domain}") || IPAddr.new(entry).include?(IPAddr.new(host))
        rescue IPAddr::Error
          false
        end

        def environment(names)
          names.map { |name| ENV.fetch(name, "") }.find { |value| !value.empty? }
        end
      end
    end
  end
end
