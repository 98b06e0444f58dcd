# frozen_string_literal: true

require "uri"

module OmniAuth
  module Litmus
    class Sandbox
      # Which application sends this request: its credentials are in the body or in a Basic header, never in both
      # (RFC 6749 §2.3), and never in the URL.
      class ClientAuthentication
        include Unserializable

        # @param request [Request]
        def initialize(settings, request)
          @settings = settings
          @request = request
        end

        # @return [Boolean] credentials in both places: rejected by Litmus's Doorkeeper if it is a new one
        def ambiguous?
          !basic.nil? && !@request.fields["client_secret"].nil?
        end

        # @return [Application, nil] if the credentials are right
        def application
          id, secret = basic || @request.fields.values_at("client_id", "client_secret")
          application = @settings.applications[id]
          application if application&.secret?(secret)
        end

        private

        # Both halves are form-encoded (RFC 6749 §2.3.1).
        def basic
          encoded = @request.get_header("HTTP_AUTHORIZATION").to_s[/\ABasic +(\S+)\z/i, 1] or return
          encoded.unpack1("m").split(":", 2).map { |half| URI.decode_www_form_component(half) }
        rescue ArgumentError
          []
        end
      end
    end
  end
end
