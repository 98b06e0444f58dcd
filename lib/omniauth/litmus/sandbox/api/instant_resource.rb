# frozen_string_literal: true

require_relative "capture"
require_relative "resource"

module OmniAuth
  module Litmus
    class Sandbox
      # What the Instant API answers. As at Litmus, an upload needs a credential, and nothing else does; one that is
      # shown has to be good all the same. What is billed at Litmus is noted as `captured`.
      class InstantResource < Resource
        CHALLENGE = 'Basic realm="Litmus Instant API"'
        GUID = /\A\h{8}(-\h{4}){3}-\h{12}\z/

        # @param emails [EmailStore]
        # @param house [Hash] see {Endpoint}
        def initialize(emails:, **house)
          super(**house)
          @emails = emails
        end

        private

        attr_reader :emails

        # Where no credential is needed.
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
          Reply.problem(401, "Unauthorized", "The API key, or the token, is missing or wrong.",
                        "www-authenticate" => CHALLENGE)
        end

        # @param captures [Array<Capture>]
        # @return [Boolean] whether one of them is new
        def take(request, guid, captures)
          names = captures.map(&:name).select { |name| emails.capture(guid, name) }
          request.note(captured: names) if names.any?
          names.any?
        end

        # @return [Array, nil] what is answered for an e-mail that is not there
        def absence(guid)
          return bad_request("'email_guid' must match format of a standard GUID") unless GUID.match?(guid)

          Reply.json(404, { status: 404, title: "Not found" }) unless emails.there?(guid)
        end

        def bad_request(description)
          Reply.problem(400, "Bad Request", description)
        end
      end
    end
  end
end
