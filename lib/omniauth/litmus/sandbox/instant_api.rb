# frozen_string_literal: true

require_relative "instant_resource"

module OmniAuth
  module Litmus
    class Sandbox
      # The Instant API: e-mails, and what they can be captured with.
      class InstantApi < InstantResource
        # Members of an e-mail of which it needs one.
        CONTENTS = %w[html_text plain_text raw_source].freeze
        # What is in the source of a message, and not given beside it.
        BESIDE_SOURCE = %w[html_text plain_text subject from_address from_display_name].freeze
        PREFETCH = %r{\A/v1/emails/([^/]+)/previews/prefetch\z}
        # Guids of one deletion.
        MOST = 1000

        # `GET /v1/clients`
        def clients(request)
          for_everybody(request) { Reply.json(200, EmailClients::ALL.keys.sort) }
        end

        # `GET /v1/clients/configurations`
        def configurations(request)
          for_everybody(request) { Reply.json(200, EmailClients::ALL) }
        end

        # `POST /v1/emails`: the answer confirms what was asked for besides
        def create_email(request)
          with_credentials(request) do
            with_captures(request) do |captures|
              fault = fault_of(request.fields.keys)
              next bad_request(fault) if fault

              guid = emails.add
              take(request, guid, captures)
              Reply.json(200, { email_guid: guid, **confirmation(request, captures) })
            end
          end
        end

        # `DELETE /v1/emails`: what is there is deleted, and of the rest nothing is said
        def delete_emails(request)
          with_credentials(request) do
            guids = request.document["email_guids"]
            next bad_request("'email_guids' must be a list of GUIDs") unless guids?(guids)
            next bad_request("'email_guids' must be #{MOST} at most") if guids.length > MOST

            emails.delete(guids)
            Reply.json(202, {})
          rescue Request::Unreadable
            unreadable
          end
        end

        # `POST /v1/emails/{guid}/previews/prefetch`
        def prefetch(request)
          guid = request.path_info[PREFETCH, 1]
          for_everybody(request) do
            with_captures(request) do |captures|
              absent = absence(guid)
              next absent if absent
              next bad_request("'configurations' is required") if captures.empty?

              take(request, guid, captures)
              Reply.json(202, { configurations: captures.map(&:to_h) })
            end
          end
        end

        private

        def fault_of(names)
          return "One of '#{CONTENTS.join("','")}' is required" unless CONTENTS.intersect?(names)

          beside = BESIDE_SOURCE & names
          "'raw_source' excludes '#{beside.join("','")}'" if names.include?("raw_source") && beside.any?
        end

        def confirmation(request, captures)
          { end_user_id: request.fields["end_user_id"],
            configurations: (captures.map(&:to_h) if captures.any?) }.compact
        end

        def guids?(list)
          list.is_a?(Array) && list.any? && list.all? { |guid| guid.is_a?(String) && GUID.match?(guid) }
        end

        def with_captures(request)
          captures = captures_of(request.document["configurations"] || [])
          return bad_request("'configurations' must be a list of objects") unless captures

          fault = captures.filter_map { |capture| fault_in(capture) }.first
          fault ? bad_request(fault) : yield(captures)
        rescue Request::Unreadable
          unreadable
        end

        # @return [Array<Capture>, nil] nil where it is no list of objects
        def captures_of(list)
          list.map { |entry| Capture.new(entry["client"], entry) } if list.is_a?(Array) && list.all?(Hash)
        end

        def fault_in(capture)
          return "Each client must be valid, #{capture.client} is unknown" unless capture.known?

          "Each option must be valid, see /clients/configurations: #{capture.impossible}" if capture.impossible
        end

        def unreadable
          bad_request("The body of the request cannot be read.")
        end
      end
    end
  end
end
