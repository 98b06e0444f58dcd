# frozen_string_literal: true

require_relative "capture"
require_relative "resource"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # The base of the Instant API's endpoints. As at Litmus, uploads and deletions need a credential and nothing
        # else does, but a credential that is sent has to be valid. Captures, which Litmus bills, are noted as
        # `captured`.
        class InstantResource < Resource
          CHALLENGE = 'Basic realm="Litmus Instant API"'
          GUID = /\A\h{8}(-\h{4}){3}-\h{12}\z/

          # @param emails [EmailStore]
          # @param dependencies [Hash] see {Endpoint#initialize}
          def initialize(emails:, **dependencies)
            super(**dependencies)
            @emails = emails
          end

          private

          attr_reader :emails

          # Runs the block without a credential, or with a valid one.
          def anyone(request, &)
            credential?(request) ? authorized(request, &) : yield
          end

          def authorized(request, &)
            return unauthorized(request) unless credential?(request)

            key = api_key(request) or return with_token(request, &)
            known?(key) ? yield : unauthorized(request)
          end

          def known?(key)
            settings.instant_api_keys.any? { |known| Rack::Utils.secure_compare(known, key) }
          end

          def credential?(request)
            !presented(request).nil? || !request.get_header("HTTP_AUTHORIZATION").to_s.empty?
          end

          # The user of HTTP's Basic authentication, without a password (RFC 7617).
          def api_key(request)
            encoded = request.get_header("HTTP_AUTHORIZATION").to_s[/\ABasic +(\S+)\z/i, 1] or return
            encoded.unpack1("m").delete_suffix(":")
          end

          def unauthorized(request)
            request.note(error: "unauthorized")
            problem(401, "Unauthorized", "API Authentication credentials were missing or incorrect.",
                    "www-authenticate" => CHALLENGE)
          end

          # @param captures [Array<Capture>]
          # @return [Boolean] whether at least one of them is new
          def take(request, guid, captures)
            names = captures.map(&:name).select { |name| emails.capture(guid, name) }
            request.note(captured: names) if names.any?
            names.any?
          end

          # @return [Array, nil] the Rack response if there is no such e-mail
          def absence(guid)
            return bad_request("'email_guid' must match format of a standard GUID") unless GUID.match?(guid)

            json(404, { status: 404, title: "Not found" }) unless emails.exist?(guid)
          end

          def bad_request(description)
            problem(400, "Bad Request", description)
          end
        end
      end
    end
  end
end
