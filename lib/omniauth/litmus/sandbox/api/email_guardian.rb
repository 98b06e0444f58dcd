# frozen_string_literal: true

require_relative "v3_resource"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # Integration users and Email Guardian, in JSON:API. An application sees its own users only.
        class EmailGuardian < V3Resource
          MEDIA_TYPE = "application/vnd.api+json"
          USERS = "/v3/integration-users"
          EMAILS = "/v3/email_guardian/emails"
          EMAIL = %r{\A#{EMAILS}/([^/]+)\z}
          # Users, and e-mails of each, that are kept; beyond that, the oldest is forgotten.
          LIMIT = 1000
          private_constant :LIMIT

          def initialize(**)
            super
            @lock = Mutex.new
            @users = {}
            @last_id = 0
          end

          # `POST /v3/integration-users`
          #
          # @param request [Toolkit::Request]
          # @return [Array] a Rack response
          def create_user(request)
            typed(request, "integration-users") do |token, _|
              id = @lock.synchronize { keep(@users, { application_id: token.application_id, emails: {} }) }
              created(id, "integration-users", USERS)
            end
          end

          # `POST /v3/email_guardian/emails?integration_user_id=1`
          #
          # @param request [Toolkit::Request]
          # @return [Array] a Rack response
          def enroll(request)
            typed(request, "emails") do |token, data|
              html = data.dig("attributes", "html") if data["attributes"].is_a?(Hash)
              next invalid("html can't be blank") unless html.is_a?(String) && html.match?(/\S/)

              of_user(request, token) do |emails|
                created(keep(emails, true), "emails", "/v3/email-guardian/emails", attributes: { html: })
              end
            end
          end

          # `DELETE /v3/email_guardian/emails/11?integration_user_id=1`
          #
          # @param request [Toolkit::Request]
          # @return [Array] a Rack response
          def unenroll(request)
            limited_with_token(request) do |token|
              of_user(request, token) do |emails|
                emails.delete(request.path_info[EMAIL, 1]) ? [204, {}, []] : not_found("email")
              end
            end
          end

          private

          # @yieldparam token [OAuth::Token]
          # @yieldparam data [Hash] a resource object of that type
          def typed(request, type)
            limited_with_token(request) do |token|
              next unsupported unless request.media_type == MEDIA_TYPE

              data = request.value["data"] if request.value.is_a?(Hash)
              next invalid("data must be of the type #{type}") unless data.is_a?(Hash) && data["type"] == type

              yield token, data
            rescue Toolkit::Request::Unreadable
              error(400, "Bad request", "The body of the request cannot be parsed.")
            end
          end

          # @yieldparam emails [Hash{String => true}] of the user, while nobody else changes them
          def of_user(request, token)
            @lock.synchronize do
              user = @users[request.query["integration_user_id"]]
              next not_found("integration user") unless user && user[:application_id] == token.application_id

              yield user[:emails]
            end
          end

          def keep(things, thing)
            id = (@last_id += 1).to_s
            things.shift if things.length >= LIMIT
            things[id] = thing
            id
          end

          def created(id, type, path, **more)
            api(201, { data: { id:, type:, links: { self: "https://api.litmus.com/api#{path}/#{id}" }, **more } })
          end

          def invalid(detail)
            error(422, "Invalid", detail)
          end

          def unsupported
            error(415, "Unsupported Media Type", "The Content-Type must be #{MEDIA_TYPE}.")
          end

          def not_found(what)
            error(404, "Not found", "There is no such #{what}.")
          end

          def error(status, title, detail)
            api(status, { errors: [{ status: status.to_s, title:, detail: }] })
          end

          def api(status, document)
            json(status, document, "content-type" => MEDIA_TYPE)
          end
        end
      end
    end
  end
end
