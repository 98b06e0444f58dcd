# frozen_string_literal: true

require "uri"

module OmniAuth
  module Litmus
    class Sandbox
      module OAuth
        # The application that sends a request. Its credentials are in the body or in a Basic header, never in both
        # (RFC 6749 §2.3), and never in the URL.
        class ClientAuthentication
          include Unserializable

          # @param request [Toolkit::Request]
          def initialize(settings, request)
            @settings = settings
            @request = request
          end

          # @return [Boolean] whether there are credentials in both places, which new versions of Doorkeeper reject
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
end
