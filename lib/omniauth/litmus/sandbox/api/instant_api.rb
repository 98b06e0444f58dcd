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
        # Guids of one deletion.
        MOST = 1000
        PREFETCH = %r{\A/v1/emails/([^/]+)/previews/prefetch\z}

        # `GET /v1/clients`
        def clients(request)
          anyone(request) { Reply.json(200, EmailClients.configurations.keys) }
        end

        # `GET /v1/clients/configurations`
        def configurations(request)
          anyone(request) { Reply.json(200, EmailClients.configurations) }
        end

        # `POST /v1/emails`: the answer confirms what was asked for besides
        def create_email(request)
          authorized(request) { with_captures(request) { |captures| upload(request, captures) } }
        end

        # `DELETE /v1/emails`: what is there is deleted, and of the rest nothing is said
        def delete_emails(request)
          authorized(request) do
            guids = request.document["email_guids"]
            next bad_request("'email_guids' must be a list of 1 to #{MOST} GUIDs") unless guids?(guids)

            emails.delete(guids)
            Reply.json(202, {})
          rescue Request::Unreadable
            unreadable
          end
        end

        # `POST /v1/emails/{guid}/previews/prefetch`
        def prefetch(request)
          guid = request.path_info[PREFETCH, 1]
          anyone(request) do
            absence(guid) || with_captures(request) do |captures|
              next bad_request("Nothing is to be captured.") if captures.empty?

              take(request, guid, captures)
              Reply.json(202, { configurations: captures.map(&:to_h) })
            end
          end
        end

        private

        def upload(request, captures)
          fault = fault_of(request.fields.keys)
          return bad_request(fault) if fault

          guid = emails.add
          take(request, guid, captures)
          confirmation = { end_user_id: request.fields["end_user_id"],
                           configurations: (captures.map(&:to_h) if captures.any?) }
          Reply.json(200, { email_guid: guid, **confirmation.compact })
        end

        def fault_of(names)
          return "One of '#{CONTENTS.join("','")}' is required" unless CONTENTS.intersect?(names)

          beside = BESIDE_SOURCE & names
          "'raw_source' excludes '#{beside.join("','")}'" if names.include?("raw_source") && beside.any?
        end

        def guids?(list)
          list.is_a?(Array) && list.length.between?(1, MOST) &&
            list.all? { |guid| guid.is_a?(String) && GUID.match?(guid) }
        end

        def with_captures(request)
          captures = captures_of(request.document["configurations"] || [])
          return bad_request("The configurations are no list of objects.") unless captures

          fault = captures.filter_map(&:fault).first
          fault ? bad_request(fault) : yield(captures)
        rescue Request::Unreadable
          unreadable
        end

        def unreadable
          bad_request("The body of the request cannot be read.")
        end

        def captures_of(list)
          list.map { |entry| Capture.new(entry["client"], entry) } if list.is_a?(Array) && list.all?(Hash)
        end
      end
    end
  end
end
