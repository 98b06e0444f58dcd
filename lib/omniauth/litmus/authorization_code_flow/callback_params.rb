# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # The parameters of a callback, none of them trusted: anyone can send a browser here with any parameters.
      #
      # @api private
      class CallbackParams
        include Unserializable

        # @param request [Rack::Request]
        def initialize(request)
          @params = readable(request)
        end

        # A parameter that is a non-empty String in a valid encoding; nil for `state[]=x` and everything else.
        #
        # @param name [String]
        # @return [String, nil]
        def [](name)
          value = @params[name]
          value if value.is_a?(String) && !value.empty? && value.valid_encoding?
        end

        # The provider's error response (RFC 6749 §4.1.2.1) as the arguments of `fail!`. Only a well-formed error code
        # becomes a failure key, and the description is sanitised for logs.
        #
        # @return [Array(String, CallbackError), Array(Symbol, CallbackError), nil]
        def refusal
          code = self["error_reason"] || self["error"]
          return unless code

          description = Core.description(self["error_description"] || self["error_reason"])
          error = CallbackError.new(Core.error_code(self["error"]), description, Core.description(self["error_uri"]))
          [Core.error_code(code) || :invalid_credentials, error]
        end

        # Whether this is a denial without state, as Litmus's guide shows it: `?error=access_denied`.
        #
        # @return [Boolean]
        def stateless_denial?
          @params["state"].nil? && self["error"] == "access_denied"
        end

        # Whether `iss` names the provider that the user was sent to (RFC 9207 §2.4). With a configured issuer, `iss`
        # must equal it. Otherwise it must equal the site, or be missing.
        #
        # @param issuer [String, nil] the configured issuer identifier
        # @param site [String, nil]
        # @return [Boolean]
        def issued_by?(issuer, site)
          return self["iss"] == Plain.text(issuer).to_s if issuer

          !@params.key?("iss") || self["iss"]&.delete_suffix("/") == Plain.text(site).to_s.delete_suffix("/")
        end

        private

        # Rack raises different classes in different versions, with messages that quote the code.
        def readable(request)
          request.params
        rescue StandardError
          {}
        end
      end
    end
  end
end
