# frozen_string_literal: true

require_relative "instant_resource"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # The Instant API but for its previews: e-mails and the clients that can render them.
        class InstantApi < InstantResource
          # An e-mail needs at least one of these.
          CONTENTS = %w[html_text plain_text raw_source].freeze
          # Contained in `raw_source`, and therefore not allowed beside it.
          BESIDE_SOURCE = %w[html_text plain_text subject from_address from_display_name].freeze
          # GUIDs of one deletion.
          MAX_GUIDS = 1000
          PREFETCH = %r{\A/v1/emails/([^/]+)/previews/prefetch\z}

          # `GET /v1/clients`
          def clients(request)
            anyone(request) { json(200, EmailClients.configurations.keys) }
          end

          # `GET /v1/clients/configurations`
          def configurations(request)
            anyone(request) { json(200, EmailClients.configurations) }
          end

          # `POST /v1/emails`: the answer repeats `end_user_id` and `configurations`
          def create_email(request)
            authorized(request) { with_captures(request) { |captures| upload(request, captures) } }
          end

          # `DELETE /v1/emails`: unknown GUIDs are ignored
          def delete_emails(request)
            authorized(request) do
              guids = request.document["email_guids"]
              next bad_request("'email_guids' must be a list of 1 to #{MAX_GUIDS} GUIDs") unless guids?(guids)

              emails.delete(guids)
              json(202, {})
            rescue Toolkit::Request::Unreadable
              unreadable
            end
          end

          # `POST /v1/emails/{guid}/previews/prefetch`
          def prefetch(request)
            guid = request.path_info[PREFETCH, 1]
            anyone(request) do
              absence(guid) || with_captures(request) do |captures|
                next bad_request("At least one configuration is required.") if captures.empty?

                take(request, guid, captures)
                json(202, { configurations: captures.map(&:to_h) })
              end
            end
          end

          private

          def upload(request, captures)
            fault = fault_of(request.fields.keys)
            return bad_request(fault) if fault

            guid = emails.add(Drawing::Message.new(request.fields))
            take(request, guid, captures)
            confirmation = { end_user_id: request.fields["end_user_id"],
                             configurations: (captures.map(&:to_h) if captures.any?) }
            json(200, { email_guid: guid, **confirmation.compact })
          end

          def fault_of(names)
            return "One of '#{CONTENTS.join("','")}' is required" unless CONTENTS.intersect?(names)

            beside = BESIDE_SOURCE & names
            "'raw_source' excludes '#{beside.join("','")}'" if names.include?("raw_source") && beside.any?
          end

          def guids?(list)
            list.is_a?(Array) && list.length.between?(1, MAX_GUIDS) &&
              list.all? { |guid| guid.is_a?(String) && GUID.match?(guid) }
          end

          def with_captures(request)
            captures = captures_of(request.document["configurations"] || [])
            return bad_request("'configurations' must be a list of objects") unless captures

            fault = captures.filter_map(&:fault).first
            fault ? bad_request(fault) : yield(captures)
          rescue Toolkit::Request::Unreadable
            unreadable
          end

          def unreadable
            bad_request("The body of the request cannot be parsed.")
          end

          def captures_of(list)
            list.map { |entry| Capture.new(entry["client"], entry) } if list.is_a?(Array) && list.all?(Hash)
          end
        end
      end
    end
  end
end
