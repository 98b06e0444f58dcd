# frozen_string_literal: true

require "openssl"
require "rack/utils"
require_relative "authorization_request"
require_relative "client_authentication"
require_relative "../endpoint"
require_relative "token_error"

module OmniAuth
  module Litmus
    class Sandbox
      module OAuth
        # `POST /oauth/token` (RFC 6749 §4.1.3, §4.4.2, §6). As with Doorkeeper, JSON and forms are read alike, and
        # malformed JSON is a 400 without a body.
        class TokenEndpoint < Endpoint
          # @param request [Toolkit::Request]
          # @return [Array] a Rack response
          def create(request)
            request.note(grant_type: request.fields["grant_type"])
            token = issue(request)
            request.note(user_id: token.user_id)
            json(200, token.answer(settings.token_type))
          rescue TokenError => e
            refuse(request, e)
          end

          private

          def issue(request)
            case request.fields["grant_type"]
            when "authorization_code" then exchange(request)
            when "refresh_token" then refresh(request)
            when "client_credentials" then application_token(request)
            when nil then raise TokenError.missing("grant_type")
            else raise TokenError, "unsupported_grant_type"
            end
          end

          def refuse(request, fault)
            request.note(error: fault.code)
            json(status_of(fault), fault.document, "www-authenticate" => fault.challenge)
          end

          def exchange(request)
            code = request.fields.fetch("code") { raise TokenError.missing("code") }
            application = authenticated(request)
            token = store.redeem(code) do |grant|
              grant.application_id == application.id && matches?(grant, request.fields)
            end
            token or raise TokenError, "invalid_grant"
          end

          # redirect_uri has to be that of the authorization request, and missing if it was missing there.
          def matches?(grant, fields)
            raise TokenError.missing("code_verifier") if grant.code_challenge && !fields["code_verifier"]
            raise TokenError.missing("redirect_uri") if grant.redirect_uri && !fields["redirect_uri"]

            grant.redirect_uri == fields["redirect_uri"] && verified?(grant, fields["code_verifier"])
          end

          def refresh(request)
            refresh_token = request.fields.fetch("refresh_token") { raise TokenError.missing("refresh_token") }
            application = authenticated(request)
            check_scope(request)
            token = store.refresh(refresh_token) { |old| old.application_id == application.id }
            token or raise TokenError, "invalid_grant"
          end

          def application_token(request)
            application = authenticated(request)
            check_scope(request)
            store.add_application_token(application.id, settings.granted_scope)
          end

          def authenticated(request)
            authentication = ClientAuthentication.new(settings, request)
            if authentication.ambiguous?
              raise TokenError.new("invalid_request", "The request uses more than one client authentication method.")
            end

            application = authentication.application or raise TokenError, "invalid_client"
            request.note(client_id: application.id)
            application
          end

          def check_scope(request)
            scope = request.fields["scope"]
            raise TokenError, "invalid_scope" unless [nil, AuthorizationRequest::SCOPE].include?(scope)
          end

          # A verifier without a challenge is refused as well: an attacker may have removed the challenge from the
          # authorization request (RFC 9700 §4.8.2).
          def verified?(grant, verifier)
            return grant.code_challenge.nil? if verifier.nil?

            challenge = [OpenSSL::Digest::SHA256.digest(verifier)].pack("m0").tr("+/", "-_").delete("=")
            Rack::Utils.secure_compare(grant.code_challenge.to_s, challenge)
          end

          def status_of(fault)
            settings.legacy_error_status || fault.code == "invalid_client" ? 401 : 400
          end
        end
      end
    end
  end
end
