# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # The address that the provider calls back: `https://app.example` + `/mounted/auth/litmus/callback`. The first leg
      # sends it, and the second leg sends the same.
      #
      # @api private
      module RedirectUri
        # An origin that needs no decoding, normalising or checking.
        PLAIN_ORIGIN = %r{\Ahttps?://[a-z0-9.-]+(:\d+)?\z}
        # Any origin that a browser can send: a name or an IPv6 address, and a port.
        ORIGIN = %r{\Ahttps?://(?:[a-z0-9._-]+|\[[\h:.]+\])(?::\d+)?\z}i
        private_constant :PLAIN_ORIGIN, :ORIGIN

        # Without a query, because it has to match the provider's whitelist.
        #
        # @return [String]
        def callback_url
          full_host + callback_path
        end

        # The same as OmniAuth's, with the mount point of the app in front of a String option `callback_path`, too.
        #
        # @return [String]
        def callback_path
          path = super
          bare = options["callback_path"].is_a?(String) && !path.start_with?("#{script_name}/")
          bare ? script_name + path : path
        end

        # The same as OmniAuth's. It does not parse a plain origin, and raises for a request without a valid host.
        #
        # @return [String]
        # @raise [ConfigurationError]
        def full_host
          return super if OmniAuth.config.full_host

          checked_origin do
            base = request.base_url
            base.match?(PLAIN_ORIGIN) && (base.start_with?("https") || !ssl?) ? base : super
          end
        end

        private

        # nil with `redirect_uri: false`, when the provider has only one registered address.
        def redirect_uri
          configured = options["redirect_uri"]
          return if configured == false

          (configured || options["client_options"]["redirect_uri"] || callback_url).to_s
        end

        # Rack raises different classes in different versions, with messages that quote the header.
        def checked_origin
          origin = begin
            yield
          rescue StandardError
            nil
          end
          return origin if origin&.match?(ORIGIN)

          hint = "Set the option redirect_uri or OmniAuth.config.full_host, or check what changes the Host header"
          raise ConfigurationError.new("The request has no valid host for the redirect_uri",
                                       code: :invalid_redirect_uri, hint:)
        end
      end
    end
  end
end
