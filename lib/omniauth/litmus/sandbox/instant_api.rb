# frozen_string_literal: true

require_relative "instant_resource"

module OmniAuth
  module Litmus
    class Sandbox
      # The Instant API: e-mails, and what they can be captured with.
      class InstantApi < InstantResource
        # Members of an e-mail of which it needs one.
        CONTENTS = %w[plain_text html_text raw_source].freeze
        PREFETCH = %r{\A/v1/emails/([^/]+)/previews/prefetch\z}

        # `GET /v1/clients`
        def clients(request)
          with_token(request) { Reply.json(200, Capture::CLIENTS.keys) }
        end

        # `GET /v1/clients/configurations`
        def configurations(request)
          with_token(request) { Reply.json(200, Capture.configurations) }
        end

        # `POST /v1/emails`: the answer confirms what was asked for besides
        def create_email(request)
          with_captures(request) do |captures|
            next bad_request("An e-mail needs one of #{CONTENTS.join(", ")}.") unless content?(request)

            guid = emails.add
            take(request, guid, captures)
            confirmation = { end_user_id: request.fields["end_user_id"],
                             configurations: (captures.map(&:to_h) if captures.any?) }
            Reply.json(200, { email_guid: guid, **confirmation.compact })
          end
        end

        # `POST /v1/emails/{guid}/previews/prefetch`
        def prefetch(request)
          guid = request.path_info[PREFETCH, 1]
          with_captures(request) do |captures|
            absent = absence(guid)
            next absent if absent
            next bad_request("Nothing is to be captured.") if captures.empty?

            take(request, guid, captures)
            Reply.json(202, { configurations: captures.map(&:to_h) })
          end
        end

        private

        def content?(request)
          CONTENTS.any? { |name| request.fields.key?(name) }
        end

        def with_captures(request)
          with_token(request) do
            captures = captures_of(request.document["configurations"] || [])
            captures ? yield(captures) : bad_request("A configuration is not one of /v1/clients/configurations.")
          rescue Request::Unreadable
            bad_request("The body of the request cannot be read.")
          end
        end

        # @return [Array<Capture>, nil] nil where one of them cannot be
        def captures_of(list)
          return unless list.is_a?(Array) && list.all?(Hash)

          captures = list.map { |entry| Capture.new(entry["client"], entry) }
          captures if captures.all?(&:possible?)
        end
      end
    end
  end
end
