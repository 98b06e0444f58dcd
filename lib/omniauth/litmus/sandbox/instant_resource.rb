# frozen_string_literal: true

require_relative "capture"
require_relative "resource"

module OmniAuth
  module Litmus
    class Sandbox
      # What belongs to an e-mail that was uploaded to the Instant API. What is billed at Litmus is noted as `captured`.
      class InstantResource < Resource
        GUID = /\A\h{8}(-\h{4}){3}-\h{12}\z/

        # @param emails [Emails]
        # @param house [Hash] see {Endpoint}
        def initialize(emails:, **house)
          super(**house)
          @emails = emails
        end

        private

        attr_reader :emails

        # @param captures [Array<Capture>]
        # @return [Boolean] whether one of them is new
        def take(request, guid, captures)
          names = captures.map(&:name).select { |name| emails.capture(guid, name) }
          request.note(captured: names) if names.any?
          names.any?
        end

        # @return [Array, nil] what is answered for an e-mail that is not there
        def absence(guid)
          return bad_request("The guid is none.") unless GUID.match?(guid)

          Reply.problem(404, "Not Found", "There is no such e-mail, or not any more.") unless emails.there?(guid)
        end

        def bad_request(description)
          Reply.problem(400, "Bad Request", description)
        end
      end
    end
  end
end
