# frozen_string_literal: true

module OmniAuth
  module Litmus
    # A request to the callback, read with suspicion: anyone can send a browser here with any parameters.
    #
    # @api private
    class Callback
      include Unserializable

      # @param request [Rack::Request]
      def initialize(request)
        @params = readable(request)
      end

      # A parameter, if it is text; arrays, hashes, empty texts and broken encodings are nothing.
      #
      # @param name [String]
      # @return [String, nil]
      def [](name)
        value = @params[name]
        value if value.is_a?(String) && !value.empty? && value.valid_encoding?
      end

      # What the provider says to a login that is under way: only a well-formed code becomes a failure key, and the
      # words are made fit for a log line.
      #
      # @return [Array(String, CallbackError), Array(Symbol, CallbackError), nil]
      def refusal
        code = self["error_reason"] || self["error"]
        return unless code

        words = Core.description(self["error_description"] || self["error_reason"])
        error = CallbackError.new(Core.error_code(self["error"]), words, Core.description(self["error_uri"]))
        [Core.error_code(code) || :invalid_credentials, error]
      end

      # Whether this says no without naming a login, as Litmus's guide shows it.
      #
      # @return [Boolean]
      def stateless_denial?
        @params["state"].nil? && self["error"] == "access_denied"
      end

      # Whether this comes from the provider that was asked (RFC 9207 §2.4). A provider that is known to name itself has
      # to; one that does so unasked has to be the site.
      #
      # @param issuer [String, nil] the issuer identifier, where it is configured
      # @param site [String, nil]
      # @return [Boolean]
      def issued_by?(issuer, site)
        return self["iss"] == Plain.text(issuer).to_s if issuer

        !@params.key?("iss") || self["iss"]&.delete_suffix("/") == Plain.text(site).to_s.delete_suffix("/")
      end

      private

      # A request can be unreadable in as many ways as Rack has versions, and Rack's words quote it, code and all.
      def readable(request)
        request.params
      rescue StandardError
        {}
      end
    end
  end
end
