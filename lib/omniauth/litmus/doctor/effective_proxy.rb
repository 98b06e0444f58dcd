# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # Which proxy, if any, stands between this machine and a host, for the words of a finding: the client is asked.
      #
      # @api private
      class EffectiveProxy
        include Unserializable

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
          Settings.new(nil, { proxy: @setting }.compact).core.proxy_for(@uri.to_s)
        end
      end
    end
  end
end
