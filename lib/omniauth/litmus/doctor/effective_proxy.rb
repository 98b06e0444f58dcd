# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # The proxy that the client uses for a host, if any, as the findings name it.
      #
      # @api private
      class EffectiveProxy
        include Unserializable

        # By scheme; the first that is set is used.
        VARIABLES = { "https" => %w[https_proxy HTTPS_PROXY all_proxy ALL_PROXY],
                      "http" => %w[http_proxy HTTP_PROXY all_proxy ALL_PROXY] }.freeze

        # @param uri [URI::Generic]
        # @param setting [String, false, nil] nil: that of the environment
        def initialize(uri, setting)
          @uri = uri
          @setting = setting
        end

        # @return [String, nil] host and port, without user and password
        def address
          Client::CoreSettings.new(nil, { proxy: @setting }.compact).core.proxy_for(@uri.to_s)
        end
      end
    end
  end
end
