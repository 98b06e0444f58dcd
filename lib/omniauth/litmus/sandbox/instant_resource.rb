# frozen_string_literal: true

require "rack/utils"

require_relative "capture"
require_relative "resource"

module OmniAuth
  module Litmus
    class Sandbox
      # What belongs to an e-mail that was uploaded to the Instant API. What is billed at Litmus is noted as `captured`.
      #
      # Who uploads or deletes shows a token, or an API key as the user of HTTP's Basic scheme, without a password. What
      # is read or prefetched needs neither; one that is shown there all the same has to be good.
      class InstantResource < Resource
        GUID = /\A\h{8}(-\h{4}){3}-\h{12}\z/
        REALM = 'Basic realm="Litmus Instant API"'
        private_constant :REALM

        # @param emails [Emails]
        # @param house [Hash] see {Endpoint}
        def initialize(emails:, **house)
          super(**house)
          @emails = emails
        end

        private

        attr_reader :emails

        def with_credentials(request, &)
          return with_token(request, &) if presented(request)

          api_key?(request) ? yield : without_credentials(request)
        end

        def for_everybody(request, &)
          shown = presented(request) || request.get_header("HTTP_AUTHORIZATION")
          shown ? with_credentials(request, &) : yield
        end

        def api_key?(request)
          encoded = request.get_header("HTTP_AUTHORIZATION").to_s[/\ABasic +(\S+)\z/i, 1] or return false
          sent = encoded.unpack1("m")
          settings.api_keys.any? { |key| Rack::Utils.secure_compare("#{key}:".b, sent) }
        end

        def without_credentials(request)
          request.note(error: "unauthorized")
          description = "The credentials are missing or wrong: a token, or an API key as the user, without a password."
          Reply.problem(401, "Unauthorized", description, "www-authenticate" => REALM)
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
